import { type Flag, flags, switches } from './flags';

/** Printed by `tidemark`, and by `tidemark --help`. */
export const help = `Finds memory leaks, also outside Jest.

Usage: tidemark COMMAND [options]

Commands:
  detect FILE...    judge recorded processes, or tell the verdicts of a report.json
  soak              run a Jest project's tests again and again, and name those that keep memory
  confirm [REPORT]  run the suspects of a report.json again, alone, and find what holds the memory

Options:
${optionLines({ help: switches.help, version: switches.version })}

"tidemark COMMAND --help" tells more of a command. Exit status of all: 0 without a leak, 1 with
one, 2 for wrong usage and where nothing could be told.
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

export const confirmHelp = `Usage: tidemark confirm [--time 60s] [REPORT] [jest arguments]

Runs the suspects of REPORT (default: tidemark-report/report.json) again, as the reporter does at
the end of a run, with more time: has the project's Jest run their test files, and then runs each of
them alone, in a fresh process, again and again. A suspect becomes a leak, with what holds the
memory, or is cleared, or stays what it was, with the reason. A leak of which only the test file is
known gets what holds the memory. The Jest config must name jest-tidemark's reporter and
environment; the new report is written where that config says.

The first argument that is no option is REPORT. All other arguments go to Jest; give their values
with an equals sign. Example:

  tidemark confirm --time 2m --selectProjects=server

Options:
${optionLines({
  time: { value: 'TIME', help: ['the most time to spend in all: 30s, 2m (default: 60s)'] },
  help: switches.help,
})}

Exit status: 0 where no leak is left, 1 for a leak (see the reporter's option failOn), 2 for wrong
usage, for a REPORT that cannot be read, for tests that fail, and where Jest could not run.
`;

export const soakHelp = `Usage: tidemark soak [--rounds N | --time 60s] [--json] [jest arguments]

Runs the test files that Jest would run, unmodified, each in a process of its own, and then their
tests again and again, in rounds of doubling size with a full garbage collection after each. A leak
keeps growing with the repetitions; caches that fill, warm-up and noise do not. Where a file grows
its tests are run one by one, and those that leak are named. What Jest itself keeps is subtracted.
All other arguments go to Jest: names of files, -t, --selectProjects, ... but not --watch,
--reporters, --testRunner and --listTests. It needs jest-circus, which is Jest's own runner, and
no part of jest-tidemark in the Jest config. Example:

  tidemark soak --time 30s test/server.test.js

Options:
${optionLines({
  time: {
    value: 'TIME',
    help: [
      'the most time to spend on a test file: 30s, 2m (default: 60s). Less where',
      'growth has clearly ended, or clearly goes on',
    ],
  },
  rounds: {
    value: 'N',
    help: ['instead: the most rounds, each twice as long as the one before: 10 are 1,023 runs'],
  },
  json: { help: ['a line of JSON for each file, on standard output'] },
  help: switches.help,
})}

Tests that fail when they run again are named and left out. Results, snapshots and the times of
tests that Jest reports are those of the first run.

Exit status: 0 where no test leaks, 1 where one does, 2 for wrong usage, for tests that fail, and
where Jest could not run.
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
