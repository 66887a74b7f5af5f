import type {
  GuardFailedRecord,
  LeftBehindRecord,
  LeftBehindRestRecord,
} from '../../src/spool/records';
import { ListenerBaseline } from './listener-baseline';
import { PlaceFinder } from './place-finder';
import { PropertyBaseline } from './property-baseline';
import {
  inBoth,
  type ResourceChange,
  type Resources,
  readResources,
  resourceChanges,
} from './resources';
import { sharedEmitters, sharedObjects } from './shared-objects';

export type GuardRecord = LeftBehindRecord | LeftBehindRestRecord | GuardFailedRecord;

export interface GuardOptions {
  readonly write: (record: GuardRecord) => void;
  /** Folder of the spool, whose open files are no test's; null where there is none. */
  readonly spool: string | null;
}

type Finding = Pick<LeftBehindRecord, 'kind' | 'what' | 'event' | 'count' | 'realm'>;

interface CodeFinding extends Finding {
  readonly realm: 'file' | 'process' | 'unknown';
  readonly value: object;
}

interface Baselines {
  readonly properties: PropertyBaseline;
  readonly listeners: ListenerBaseline;
}

interface EndedFile {
  readonly path: string;
  readonly before: Resources;
  after: Resources;
}

/** Records of one file, of code and of resources each; more are only counted. */
const RECORDED = 20;

// Taken when the module is loaded: `performance` is shared, and tests may replace its functions.
const now = performance.now.bind(performance);

/**
 * Watches what all test files of a process share, and tells what each file left behind in it.
 *
 * To be made once per process in the environment's constructor (`setupFiles` run before `setup`), and
 * told of the end of each file last in `teardown`, after Jest has restored its spies. It never throws:
 * should it fail, it says so in a record and rests.
 */
export class SharedStateGuard {
  /** Time that watching has taken so far, in ms, all of it on the thread that runs the tests. */
  spentMs = 0;
  private baselines: Baselines | null = null;
  private readonly places = new PlaceFinder();
  private before: Resources | null = null;
  private ended: EndedFile | null = null;
  private files = 0;
  private poolStarted = false;
  private failed = false;

  constructor(private readonly options: GuardOptions) {
    this.attempt('', () => {
      const objects = sharedObjects();
      this.baselines = {
        properties: new PropertyBaseline(objects),
        listeners: new ListenerBaseline(sharedEmitters(objects)),
      };
    });
  }

  fileStarts(path: string): void {
    this.attempt(path, () => {
      this.before = readResources();
      if (this.ended !== null) this.ended.after = inBoth(this.ended.after, this.before);
    });
  }

  /**
   * Writes a record for each thing that the file left in shared code, most telling first, and for what
   * the file before it has open to this moment: a closed socket takes some turns of the loop to be gone.
   */
  fileEnds(path: string): void {
    this.attempt(path, () => {
      if (this.baselines !== null) this.tellCode(path, this.baselines);
      const after = readResources();
      this.tellResources(after);
      this.files += 1;
      if (this.before !== null) this.ended = { path, before: this.before, after };
      this.before = null;
    });
  }

  /** Writes what the last file has open still; to be called when the process is about to end. */
  processEnds(): void {
    this.attempt(this.ended?.path ?? '', () => {
      this.tellResources(readResources());
    });
  }

  private tellCode(path: string, { properties, listeners }: Baselines): void {
    const findings: CodeFinding[] = [
      ...properties.changes().map((change) => ({ kind: 'property' as const, count: 1, ...change })),
      ...listeners.changes().map((change) => ({ kind: 'listener' as const, ...change })),
    ];
    const told = findings.toSorted((a, b) => weight(a) - weight(b)).slice(0, RECORDED);
    // Code of the process's own realm is Jest's or a transformer's: not worth a look.
    const wanted = told.filter(({ realm }) => realm !== 'process');
    const places = this.places.find(wanted, path);
    const records = told.map((finding) => {
      const { value: _, ...rest } = finding;
      return leftBehind(path, rest, places[wanted.indexOf(finding)] ?? null);
    });
    this.write(path, records, findings.length);
  }

  private tellResources(present: Resources): void {
    if (this.ended === null) return;
    const { path, before, after } = this.ended;
    this.ended = null;
    const { spool } = this.options;
    const isOwn = (link: string): boolean => spool !== null && link.startsWith(spool);
    // In a process's first file the sampler starts, with a thread and descriptors of its own.
    const findings = this.withoutPool(
      resourceChanges(before, inBoth(after, present), isOwn),
    ).filter(({ kind }) => this.files > 1 || kind === 'child');
    const records = findings.slice(0, RECORDED).map((finding) => leftBehind(path, finding, null));
    this.write(path, records, findings.length);
  }

  /** libuv starts all threads of its pool at once, when it is first asked for one. */
  private withoutPool(changes: readonly ResourceChange[]): ResourceChange[] {
    const pool = Number(process.env['UV_THREADPOOL_SIZE'] ?? 4);
    return changes.flatMap((change) => {
      if (change.kind !== 'thread' || this.poolStarted || change.count < pool) return [change];
      this.poolStarted = true;
      return change.count > pool ? [{ ...change, count: change.count - pool }] : [];
    });
  }

  private write(path: string, records: readonly LeftBehindRecord[], found: number): void {
    for (const record of records) this.options.write(record);
    const count = found - records.length;
    if (count > 0) this.options.write({ type: 'left-behind-rest', at: Date.now(), path, count });
  }

  /** What watches tests must not fail them, whatever they did to the modules that it uses itself. */
  private attempt(path: string, work: () => void): void {
    if (this.failed) return;
    const began = now();
    try {
      work();
    } catch (error) {
      this.failed = true;
      this.baselines = null;
      const message = error instanceof Error ? error.message : String(error);
      this.options.write({ type: 'guard-failed', at: Date.now(), path, message });
    }
    this.spentMs += now() - began;
  }
}

function leftBehind(
  path: string,
  finding: Finding,
  place: LeftBehindRecord['place'],
): LeftBehindRecord {
  return { type: 'left-behind', at: Date.now(), path, ...finding, place };
}

function weight({ kind, realm }: CodeFinding): number {
  if (realm === 'process') return 2;
  return kind === 'property' ? 0 : 1;
}
