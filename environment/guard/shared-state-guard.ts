import type { LeftBehindRecord, LeftBehindRestRecord } from '../../src/spool/records';
import { ListenerBaseline } from './listener-baseline';
import { PlaceFinder } from './place-finder';
import { PropertyBaseline } from './property-baseline';
import { inBoth, type Resources, readResources, resourceChanges } from './resources';
import { sharedEmitters, sharedObjects } from './shared-objects';

export interface GuardOptions {
  readonly write: (record: LeftBehindRecord | LeftBehindRestRecord) => void;
  /** Folder of the spool, whose open files are no test's; null where there is none. */
  readonly spool: string | null;
}

type Finding = Pick<LeftBehindRecord, 'kind' | 'what' | 'event' | 'count' | 'realm'>;

interface CodeFinding extends Finding {
  readonly realm: 'file' | 'process' | 'unknown';
  readonly value: object;
}

/** Records of one file, of code and of resources each; more are only counted. */
const RECORDED = 20;

/**
 * Watches what all test files of a process share, and tells what each file left behind in it.
 *
 * To be made once per process before the first sandbox (the environment's constructor: `setupFiles` run
 * before `setup`), and told of the end of each file last in `teardown`, after Jest has restored its spies.
 */
export class SharedStateGuard {
  /** Time that watching has taken so far, in ms; all of it on the main thread. */
  spentMs = 0;
  private readonly properties: PropertyBaseline;
  private readonly listeners: ListenerBaseline;
  private readonly places = new PlaceFinder();
  private before: Resources | null = null;
  private ended: { readonly path: string; readonly before: Resources; after: Resources } | null = null;
  private files = 0;

  constructor(private readonly options: GuardOptions) {
    const began = performance.now();
    const objects = sharedObjects();
    this.properties = new PropertyBaseline(objects);
    this.listeners = new ListenerBaseline(sharedEmitters(objects));
    this.spentMs += performance.now() - began;
  }

  fileStarts(): void {
    const began = performance.now();
    this.before = readResources();
    if (this.ended !== null) this.ended.after = inBoth(this.ended.after, this.before);
    this.spentMs += performance.now() - began;
  }

  /**
   * Writes a record for each thing that the file left in shared code, most telling first, and for what
   * the file before it has open to this moment: a closed socket takes some turns of the loop to be gone.
   */
  fileEnds(path: string): void {
    const began = performance.now();
    const findings: CodeFinding[] = [
      ...this.properties.changes().map((change) => ({ kind: 'property' as const, count: 1, ...change })),
      ...this.listeners.changes().map((change) => ({ kind: 'listener' as const, ...change })),
    ];
    if (findings.length > 0) this.tellCode(path, findings);
    const after = readResources();
    this.tellResources(after);
    this.files += 1;
    if (this.before !== null) this.ended = { path, before: this.before, after };
    this.before = null;
    this.spentMs += performance.now() - began;
  }

  /** Writes what the last file has open still; to be called when the process is about to end. */
  processEnds(): void {
    this.tellResources(readResources());
  }

  private tellCode(path: string, findings: CodeFinding[]): void {
    const told = findings.sort((a, b) => weight(a) - weight(b)).slice(0, RECORDED);
    // Code of the process's own realm is Jest's or a transformer's: not worth a look.
    const wanted = told.filter(({ realm }) => realm !== 'process');
    const places = this.places.find(wanted, path);
    const records = told.map((finding): LeftBehindRecord => {
      const { value: _, ...rest } = finding;
      return this.record(path, rest, places[wanted.indexOf(finding)] ?? null);
    });
    this.write(path, records, findings.length);
  }

  private tellResources(now: Resources): void {
    if (this.ended === null) return;
    const { path, before, after } = this.ended;
    this.ended = null;
    const { spool } = this.options;
    const isOwn = (link: string): boolean => spool !== null && link.startsWith(spool);
    // In a process's first file, libuv starts its pool and the sampler its thread.
    const findings = resourceChanges(before, inBoth(after, now), isOwn).filter(
      ({ kind }) => this.files > 1 || kind === 'child',
    );
    const records = findings.slice(0, RECORDED).map((finding) => this.record(path, finding, null));
    this.write(path, records, findings.length);
  }

  private record(
    path: string,
    finding: Finding,
    place: LeftBehindRecord['place'],
  ): LeftBehindRecord {
    return { type: 'left-behind', at: Date.now(), path, ...finding, place };
  }

  private write(path: string, records: readonly LeftBehindRecord[], found: number): void {
    for (const record of records) this.options.write(record);
    const count = found - records.length;
    if (count > 0) this.options.write({ type: 'left-behind-rest', at: Date.now(), path, count });
  }
}

function weight({ kind, realm }: CodeFinding): number {
  if (realm === 'process') return 2;
  return kind === 'property' ? 0 : 1;
}
