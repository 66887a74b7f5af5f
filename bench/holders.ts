import path from 'node:path';
import { diagnoseProject } from '../test/diagnose/checkpoints';
import { type LeakProject, leakProjectsDirectory, readLeakProjects } from './leak-projects';

interface Row {
  readonly expected: string;
  readonly named: string;
  readonly held: string;
}

/**
 * What heap snapshots of real Jest runs say of the projects in `test/projects/leaks`:
 * `node dist/bench/holders.js [names]`, 5 s each. For a leak the file that is named beside the one that
 * should be; for a healthy project nothing should be named, but for caches that still fill at the end.
 */
async function row(project: LeakProject): Promise<Row> {
  const across = project.where === 'across-files';
  const diagnosis = await diagnoseProject(
    path.join(leakProjectsDirectory, project.name),
    across ? { unit: 'files', at: [4, 7, 13] } : { unit: 'tests', at: [1 / 4, 1 / 2, 1] },
    { scale: across ? 0.02 : 0.4, jsdom: project.environment === 'jsdom' },
  );
  const { culprit, retainers, outside, notes } = diagnosis;
  const [retainer] = retainers;
  const threads = outside.map((one) => one.threads).join(' → ');
  return {
    expected: project.kind === 'leak' ? project.culprit : '',
    named: culprit === null ? '' : `${culprit.file}:${culprit.line}`,
    held: [
      retainer?.path ?? (retainers.length === 0 ? '' : '?'),
      retainer?.realms === undefined ? '' : ` (${retainer.realms} realms)`,
      project.name.startsWith('threads') ? `threads: ${threads}` : '',
      ...notes,
    ].join(''),
  };
}

async function main(names: readonly string[]): Promise<void> {
  const projects = readLeakProjects().filter(
    ({ name, where }) => where !== 'child' && (names.length === 0 || names.includes(name)),
  );
  for (const project of projects) {
    const { expected, named, held } = await row(project);
    const sign =
      expected === '' ? (held === '' ? '  ' : '?!') : named.startsWith(expected) ? '✓ ' : '✗ ';
    process.stdout.write(`${sign}${project.name.padEnd(30)} ${named.padEnd(22)} ${held}\n`);
  }
}

void main(process.argv.slice(2));
