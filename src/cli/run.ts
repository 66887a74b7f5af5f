import { readFileSync } from 'node:fs';
import path from 'node:path';
import { coloursWanted, unicodeWanted } from '../../reporter/colours';
import { resolveOptions } from '../options';
import { systemMemory } from '../system-memory';
import { parseCommandLine } from './command-line';
import { confirm } from './confirm';
import { type Console, detect } from './detect';
import { type ExitStatus, exitStatus } from './exit-status';
import { detectHelp, help } from './help';
import { soak } from './soak';

/** Does what the words after `tidemark` ask for. */
export async function run(args: readonly string[]): Promise<ExitStatus> {
  try {
    return await obey(args);
  } catch (error) {
    // Left alone it would end in exit status 1, which says that there is a leak.
    const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
    process.stderr.write(
      `tidemark failed. Please report this as a bug of jest-tidemark:\n${detail}\n`,
    );
    return exitStatus.trouble;
  }
}

function obey(args: readonly string[]): ExitStatus | Promise<ExitStatus> {
  if (args[0] === 'confirm') return confirm(args.slice(1), terminal());
  if (args[0] === 'soak') return soak(args.slice(1), terminal());
  const command = parseCommandLine(args);
  if (command.kind === 'detect') {
    const surroundings = { env: {}, rootDir: process.cwd(), ...systemMemory() };
    return detect(command, resolveOptions(command.options, surroundings), terminal());
  }
  if (command.kind === 'wrong') {
    process.stderr.write(
      `tidemark: ${command.message}\n"tidemark detect --help" tells all options.\n`,
    );
    return exitStatus.trouble;
  }
  const helps = { none: help, detect: detectHelp };
  process.stdout.write(
    command.kind === 'version' ? `${packageVersion()}\n` : helps[command.command ?? 'none'],
  );
  return exitStatus.passed;
}

function packageVersion(): string {
  const file = path.resolve(__dirname, '../../../package.json');
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}

function terminal(): Console {
  const { env, stdout, stderr, platform } = process;
  const eraseLine = '\r\u001B[K';
  let shown = false;
  const cleared = () => {
    if (shown) stderr.write(eraseLine);
    shown = false;
  };
  process.once('exit', cleared);
  return {
    out: (text) => {
      cleared();
      stdout.write(text);
    },
    err: (text) => {
      cleared();
      stderr.write(text);
    },
    progress: (text) => {
      cleared();
      // In a log of CI, or in a file, it would stay.
      if (!stderr.isTTY || env['TERM'] === 'dumb') return;
      stderr.write(`Judging ${text} ...`.slice(0, (stderr.columns || 80) - 1));
      shown = true;
    },
    look: {
      colours: coloursWanted({ env, argv: [], isTTY: stdout.isTTY }),
      unicode: unicodeWanted(env, platform),
      columns: stdout.columns || 100,
    },
  };
}
