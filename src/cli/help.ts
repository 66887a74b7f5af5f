import { type Flag, flags, switches } from './flags';

/** Printed by `tidemark`, and by `tidemark --help`. */
export const help = `Finds memory leaks, also outside Jest.

Usage: tidemark COMMAND [options]

Commands:
  detect FILE...   judge recorded processes, or tell the verdicts of a report.json

Options:
${optionLines({ help: switches.help, version: switches.version })}

"tidemark detect --help" tells more of a command.
`;

export const detectHelp = `Usage: tidemark detect [options] FILE...

Judges the processes of each FILE, as jest-tidemark judges those of a test run. A FILE is
  - a CSV recording with the columns Process ID,Process Name,Time,Memory Usage, as memorytools
    exports it, plain or gzipped: virtual memory in bytes, in any order, headers anywhere; a time
    without a zone is UTC. Lines that cannot be read are named and passed over.
  - a report.json, as the reporter writes it. It holds no series, so nothing is judged again: its
    verdicts are told once more, and decide the exit status.
Each FILE stands for itself; parts of one recording can be joined with cat.

Options:
${optionLines(flags)}

Exit status: 0 where nothing fails, 1 for a leak (see --fail-on), 2 for wrong usage and for a FILE
that cannot be read. Colours: FORCE_COLOR=1 and NO_COLOR=1 overrule what the terminal can do.
`;

function optionLines(shown: Readonly<Record<string, Flag>>): string {
  const heads = Object.entries(shown).map(([name, { short, value }]) => {
    const long = `--${name}${value === undefined ? '' : ` ${value}`}`;
    return short === undefined ? `    ${long}` : `-${short}, ${long}`;
  });
  const width = Math.max(...heads.map((head) => head.length)) + 2;
  return Object.values(shown)
    .flatMap((flag, i) =>
      flag.help.map((line, n) => `  ${(n === 0 ? (heads[i] ?? '') : '').padEnd(width)}${line}`),
    )
    .join('\n');
}
