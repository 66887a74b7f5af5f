import os from 'node:os';
import { getHeapStatistics } from 'node:v8';
import { onExit } from 'signal-exit';
import { announceRun, withdrawRun } from '../environment/run';
import { lastFileEndedInBand } from '../environment/session';
import type { FileFailure } from '../src/collect';
import { SHORTEST_LIFE_MS } from '../src/detect/judge';
import { takeConfirmRequest } from '../src/confirm/request';
import { needsConfirmation } from '../src/report/needs-confirmation';
import { type Options, resolveOptions } from '../src/options';
import { analyse } from '../src/pipeline';
import type { Report } from '../src/report/report';
import { type RunningSampler, startSampler } from '../src/sample/start-sampler';
import { createSpool, removeLeftOvers, removeSpool, type SpoolPlace } from '../src/spool/directory';
import { isRunning } from '../src/spool/liveness';
import { emptySpool, readSpool } from '../src/spool/reader';
import { writeReport } from '../src/store/report-file';
import { systemMemory } from '../src/system-memory';
import { failRun } from './exit-status';
import { jestVersion } from './jest-version';
import type { GlobalConfig, RunResults, RanFile, TestFile, TestFileResult } from './jest-types';
import { ranFile } from './ran-file';
import { closingLine, summary } from './summary';
import { terminal } from './terminal';
import { brokenAnalysis, reportNotWritten } from './trouble-sentences';

/** Time for the sampler's last lines, when the process is ended by a signal. */
const LAST_WRITE_MS = 60;

/** One watched run of Jest, from the reporter's construction to the printed summary. */
export class RunWatch {
  private readonly options: Options;
  private readonly place: SpoolPlace;
  private readonly sampler: RunningSampler | null;
  private readonly forget: () => void;
  private readonly startedAt = Date.now();
  private readonly failures: FileFailure[] = [];
  /** Where this run is made for `tidemark confirm`: a Jest that a test starts must not take it for its own. */
  private readonly asked = takeConfirmRequest(process.env);
  private readonly files = new Map<string, RanFile>();

  constructor(
    private readonly config: GlobalConfig,
    rawOptions: unknown,
  ) {
    this.options = resolveOptions(rawOptions, {
      env: process.env,
      rootDir: config.rootDir,
      ...systemMemory(),
    });
    removeLeftOvers(os.tmpdir());
    this.place = createSpool([os.tmpdir(), this.options.outputDirectory]);
    const spool = this.place.path;
    this.sampler = spool === null ? null : this.startWatching(spool);
    // Also on Ctrl-C, or when a test brings Jest down: nothing of a run stays behind.
    this.forget = onExit(() => {
      if (spool === null) return;
      // The sampler first, or it would make the directory anew for what it has still to write.
      void this.sampler?.stop();
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, LAST_WRITE_MS);
      removeSpool(spool);
    });
  }

  fileEnded(test: TestFile, result: TestFileResult): void {
    if (result.skipped === true) return;
    this.files.set(test.path, ranFile(test, result));
    if (result.testExecError !== undefined && result.testExecError !== null) {
      this.failures.push({ path: test.path, message: messageOf(result.testExecError) });
    }
  }

  /** Gives the error that makes Jest fail the run, if it must. */
  async end(results: RunResults): Promise<Error | undefined> {
    try {
      await lastFileEndedInBand();
      await this.sampler?.stop();
      // Without a test file there is nothing to tell, and --passWithNoTests must pass.
      if (results.numTotalTestSuites === 0) return undefined;
      const { asked } = this;
      const request = asked === null ? null : confirmRequest();
      const report =
        asked === null || request === null ? await this.report() : request.reportToConfirm(asked);
      const told = await this.confirmed(report, results);
      const error = this.tell(told, results);
      if (asked !== null) request?.answerRequest(asked, told, this.options.failOn);
      return error;
    } catch (error) {
      // Whatever goes wrong in here, the tests have run: their result stands.
      process.stderr.write(brokenAnalysis(error));
      return undefined;
    } finally {
      this.cleanUp();
    }
  }

  private startWatching(spool: string): RunningSampler {
    const { interval: intervalMs, collectionBudget } = this.options;
    announceRun({ spool, intervalMs, collectionBudget });
    return startSampler({
      spoolDirectory: spool,
      intervalMs,
      leaveCovered: true,
    });
  }

  private async report(): Promise<Report> {
    const spool = this.place.path;
    const contents = spool === null ? emptySpool(true) : await readSpool(spool);
    return analyse({
      ...this.surroundings(),
      place: this.place,
      contents,
      failures: this.failures,
      startedAt: this.startedAt,
      endedAt: Date.now(),
      files: new Set(this.files.keys()),
    });
  }

  private surroundings() {
    return {
      options: this.options,
      jestPid: process.pid,
      isAlive: (id: string) => isRunning(...pidAndStart(id)),
      rootDir: this.config.rootDir,
      jestVersion: jestVersion(this.config.rootDir),
      nodeVersion: process.version,
      flags: [...process.execArgv, ...(process.env['NODE_OPTIONS'] ?? '').split(/\s+/)],
      heapLimit: getHeapStatistics().heap_size_limit,
    };
  }

  /** The report, with what running its suspects again has shown; as it is where there are none. */
  private async confirmed(report: Report, results: RunResults): Promise<Report> {
    const { watch, watchAll, bail } = this.config;
    const cutShort =
      results.wasInterrupted === true || (bail > 0 && results.numFailedTests >= bail);
    if (watch || watchAll || cutShort) return report;
    if (this.options.confirmation === false && this.asked === null) return report;
    if (!needsConfirmation(report)) return report;
    // Loaded only here: a run without suspects pays nothing.
    const { confirmSuspects } = require('./confirm') as typeof import('./confirm');
    return confirmSuspects({
      report,
      boundMs: this.asked?.timeMs ?? null,
      facts: this.surroundings(),
      globalConfig: this.config,
      files: this.files,
    });
  }

  private tell(report: Report, results: RunResults): Error | undefined {
    const written = writeReport(this.options.outputDirectory, report);
    const context = {
      ...terminal(),
      rootDir: this.config.rootDir,
      reportPath: written.path,
      failOn: this.options.failOn,
      shortLifeMs: SHORTEST_LIFE_MS,
    };
    const gap = endsInBlankLine(this.config, results) ? '' : '\n';
    process.stderr.write(gap + summary(report, context));
    if (written.path === null) process.stderr.write(reportNotWritten(written));
    if (this.config.watch || this.config.watchAll) return undefined;
    const line = closingLine(report, context);
    return line === null ? undefined : failRun(line);
  }

  private cleanUp(): void {
    const spool = this.place.path;
    if (spool === null) return;
    withdrawRun(spool);
    removeSpool(spool);
    this.forget();
  }
}

/** Jest's verbose reporter does; Jest takes it by itself where there is one test file. */
function endsInBlankLine({ verbose }: GlobalConfig, { numTotalTestSuites }: RunResults): boolean {
  return verbose ?? numTotalTestSuites === 1;
}

function messageOf(error: unknown): string {
  if (typeof error === 'object' && error !== null && 'message' in error)
    return String(error.message);
  return String(error);
}

function pidAndStart(id: string): [pid: number, startTicks: number] {
  const [pid, start] = id.split('@');
  return [Number(pid), Number(start)];
}

/** Loaded only for `tidemark confirm`. */
function confirmRequest(): typeof import('./confirm-request') {
  return require('./confirm-request') as typeof import('./confirm-request');
}
