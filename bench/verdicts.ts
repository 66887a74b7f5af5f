import { execFileSync } from 'node:child_process';
import os from 'node:os';
import { parseArgs } from 'node:util';
import { type LeakProject, readLeakProjects } from './leak-projects';
import { atOnce } from './verdicts/at-once';
import { parseConditions, tenConditions } from './verdicts/condition';
import { type LoggedRun, noLog, openLog } from './verdicts/log';
import { type PlannedRun, planRounds } from './verdicts/plan';
import { runProject } from './verdicts/run-project';
import { falseAlarmsIn, summariesOf } from './verdicts/summary';
import { runLine, summaryText } from './verdicts/summary-text';

const help = `What whole runs of the projects in test/projects/leaks come to, confirmation included.

  node dist/bench/verdicts.js [--runs 10] [--modes "band workers+load"] [--jobs 3] [--log FILE] [pattern ...]

--runs     Rounds: in each one all projects run once, under one condition.
--modes    The conditions, round by round, again from the first where there are fewer than rounds:
           band, workers, shuffled or shuffled-workers, alone or +load. By default ten, of all kinds.
--jobs     Under load, so many projects run at once; places for which there is none keep a core busy.
--log      Remembers each run in this file, and goes on where it stopped. Its summary is of all runs in it.
--timeout  Seconds after which a run is ended and counts as failed (300).
--summary  Runs nothing: the summary of the log.
pattern    Regular expressions for the names of projects.

Exit status 1 where a healthy project is called a leak.
`;

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      runs: { type: 'string', default: '10' },
      modes: { type: 'string', default: tenConditions },
      jobs: { type: 'string', default: '3' },
      log: { type: 'string' },
      timeout: { type: 'string', default: '300' },
      summary: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(help);
    return 0;
  }
  const projects = readLeakProjects().filter(
    ({ name }) =>
      positionals.length === 0 || positionals.some((pattern) => new RegExp(pattern).test(name)),
  );
  const log = values.log === undefined ? noLog : openLog(values.log);
  const runs = [...log.runs];
  const rounds = planRounds(
    projects.map(({ name }) => name),
    parseConditions(values.modes),
    values.summary ? 0 : Number(values.runs),
    runs,
  );
  for (const round of rounds) {
    const places = round[0]?.loaded === true ? Number(values.jobs) : 1;
    await atOnce(round, places, async (planned) => {
      const run = await made(planned, projects, Number(values.timeout) * 1000);
      if (run === null) return;
      log.append(run);
      runs.push(run);
    });
  }
  const summaries = summariesOf(projects, runs);
  process.stdout.write(`\n${summaryText(summaries)}\n`);
  return falseAlarmsIn(summaries).length > 0 ? 1 : 0;
}

async function made(
  planned: PlannedRun,
  projects: readonly LeakProject[],
  timeoutMs: number,
): Promise<LoggedRun | null> {
  const project = projects.find(({ name }) => name === planned.project);
  if (project === undefined) return null;
  const load = os.loadavg()[0] ?? 0;
  const startedAt = new Date();
  const outcome = await runProject(project, planned.mode, timeoutMs);
  const run: LoggedRun = {
    ...planned,
    commit,
    startedAt: startedAt.toISOString(),
    seconds: (Date.now() - startedAt.getTime()) / 1000,
    load,
    outcome,
  };
  process.stdout.write(`${runLine(run, { project })}\n`);
  return run;
}

/** What is tested. A log may hold runs of several. */
const commit = execFileSync('git', ['describe', '--always', '--dirty=+', '--exclude=*'], {
  cwd: __dirname,
  encoding: 'utf8',
}).trim();

void main().then((status) => (process.exitCode = status));
