import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { getHeapStatistics } from 'node:v8';
import { lastFileEndedInBand } from '../environment/session';
import TidemarkReporter from '../reporter';
import { confirmSuspects } from '../reporter/confirm';
import { ranFile } from '../reporter/ran-file';
import type {
  GlobalConfig,
  RanFile,
  RunResults,
  TestFile,
  TestFileResult,
} from '../reporter/jest-types';
import { resolveOptions } from '../src/options';
import type { Report } from '../src/report/report';
import { SPOOL_VARIABLE } from '../src/spool/directory';
import { systemMemory } from '../src/system-memory';
import { type RecordedRepetition, recordRepetition } from './recorded-repetition';
import type { RecordedFacts } from './spool-recording';

/** Names the folder that a run's spool is copied to. */
export const KEEP_VARIABLE = 'TIDEMARK_BENCH_KEEP';

/** The samplers write once a second: the last of it is in the spool after this time. */
const LAST_WRITE_MS = 1100;

/**
 * The reporter, which leaves behind what the run was judged by: a copy of its spool, and what running its
 * suspects again has measured. That is done here, after the report is written, and changes nothing in it.
 */
export default class RecordingReporter extends TidemarkReporter {
  private readonly startedAt = Date.now();
  private readonly files = new Map<string, RanFile>();
  private readonly repetitions = new Map<string, RecordedRepetition>();

  constructor(
    private readonly config: GlobalConfig,
    private readonly rawOptions: object,
  ) {
    super(config, { ...rawOptions, confirmation: false });
  }

  override onTestResult(test: TestFile, result: TestFileResult): void {
    super.onTestResult(test, result);
    this.files.set(test.path, ranFile(test, result));
  }

  override async onRunComplete(contexts: unknown, results: RunResults): Promise<void> {
    const endedAt = Date.now();
    const spool = process.env[SPOOL_VARIABLE];
    const keep = process.env[KEEP_VARIABLE];
    if (spool === undefined || keep === undefined) return super.onRunComplete(contexts, results);
    await lastFileEndedInBand();
    await new Promise((resolve) => setTimeout(resolve, LAST_WRITE_MS));
    cpSync(spool, path.join(keep, 'spool'), { recursive: true });
    await super.onRunComplete(contexts, results);
    const { run, ...report } = await this.confirm();
    const facts: RecordedFacts = {
      jestPid: process.pid,
      heapLimit: getHeapStatistics().heap_size_limit,
      startedAt: this.startedAt,
      endedAt,
      nodeVersion: run.nodeVersion,
      jestVersion: run.jestVersion,
      repetitions: [...this.repetitions.values()],
    };
    writeFileSync(path.join(keep, 'facts.json'), JSON.stringify(facts));
    writeFileSync(path.join(keep, 'confirmed.json'), JSON.stringify({ run, ...report }));
  }

  /** As the reporter does it, with every judgement kept; of one file's the last, which decided. */
  private confirm(): Promise<Report> {
    const { rootDir } = this.config;
    const options = resolveOptions(this.rawOptions, {
      env: process.env,
      rootDir,
      ...systemMemory(),
    });
    const written = readFileSync(path.join(options.outputDirectory, 'report.json'), 'utf8');
    const report = JSON.parse(written) as Report;
    return confirmSuspects({
      report,
      boundMs: null,
      facts: {
        options,
        jestPid: process.pid,
        isAlive: () => false,
        rootDir,
        jestVersion: report.run.jestVersion,
        nodeVersion: report.run.nodeVersion,
        flags: process.execArgv,
        heapLimit: getHeapStatistics().heap_size_limit,
      },
      globalConfig: this.config,
      files: this.files,
      keep: (kept) => this.repetitions.set(`${kept.judged} ${kept.file}`, recordRepetition(kept)),
    });
  }
}
