import { confirmationBound, planConfirmation } from '../src/confirm/plan';
import type { Bench } from '../src/confirm/bench';
import { quietConfig, testWorkerOf } from '../src/confirm/jest-worker';
import { confirm } from '../src/confirm/run-confirmation';
import type { ProjectSetup } from '../src/confirm/worker-messages';
import type { Report } from '../src/report/report';
import type { GlobalConfig, RanFile, TestContext } from './jest-types';
import { type Progress, progressOn } from './progress';

export interface RunToConfirm {
  readonly report: Report;
  /** Null for what the option says. */
  readonly boundMs: number | null;
  readonly facts: Bench['facts'];
  readonly globalConfig: GlobalConfig;
  /** By absolute path. */
  readonly files: ReadonlyMap<string, RanFile>;
  readonly keep?: NonNullable<Bench['keep']>;
}

/** Runs the suspects of a report again, and shows meanwhile what is going on. Loaded only where there are any. */
export async function confirmSuspects(run: RunToConfirm): Promise<Report> {
  const { report, facts, files } = run;
  // Who says how long it may take wants an answer.
  const hasTime = run.boundMs !== null || typeof facts.options.confirmation === 'number';
  const tasks = planConfirmation(report, hasTime);
  if (tasks.length === 0) return report;
  const boundMs =
    run.boundMs ?? confirmationBound(facts.options.confirmation, report.run.durationMs);
  const distinct = [...new Set([...files.values()].map(({ context }) => context))];
  const progress: Progress = progressOn(process.stderr, process.env);
  const suspects = tasks.some(({ verdicts }) =>
    verdicts.some((index) => report.verdicts[index]?.kind !== 'leak'),
  );
  progress.begin(
    suspects ? 'running suspects again, alone' : 'looking for what holds the memory',
    boundMs,
  );
  try {
    return await confirm(report, tasks, {
      facts,
      options: facts.options,
      globalConfig: quietConfig(run.globalConfig),
      projects: distinct.map(setupOf),
      files: new Map(
        [...files].map(([file, { context, ...ran }]) => [
          file,
          { project: distinct.indexOf(context), ...ran },
        ]),
      ),
      testWorkers: distinct.map(({ config }) => testWorkerOf(config.runner)),
      env: process.env,
      boundMs,
      progress: (text) => progress.show(text),
      ...(run.keep === undefined ? {} : { keep: run.keep }),
    });
  } finally {
    progress.end();
  }
}

function setupOf({ config, moduleMap }: TestContext): ProjectSetup {
  return { config, serializableModuleMap: moduleMap.toJSON() };
}
