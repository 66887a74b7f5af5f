import type {
  CostRecord,
  ExitRecord,
  FileEndRecord,
  FileStartRecord,
  LostRecord,
  ProcessRecord,
  SamplesRecord,
  SpoolRecord,
  WriterRecord,
} from './records';

/** Samples of one process by column, as one writer took them. Same length throughout. */
export interface Columns {
  intervalMs: number;
  readonly t: number[];
  readonly rss: number[];
  readonly vms: (number | null)[];
  readonly anon: (number | null)[];
  readonly threads: (number | null)[];
  readonly fds: (number | null)[];
}

/** What one writer left behind, line by line. */
export class WriterLog {
  writer: WriterRecord | null = null;
  complete = false;
  brokenLines = 0;
  readonly processes = new Map<string, ProcessRecord>();
  readonly samples = new Map<string, Columns>();
  readonly exits = new Map<string, ExitRecord>();
  readonly fileMarks: (FileStartRecord | FileEndRecord)[] = [];
  readonly lost: LostRecord[] = [];
  /** Records of other kinds, in order: their readers pick them by type. */
  readonly others: SpoolRecord[] = [];
  cost: CostRecord | null = null;

  constructor(readonly generation: number) {}

  take(line: string): void {
    const record = parse(line);
    if (record === null) {
      this.brokenLines += 1;
      return;
    }
    switch (record.type) {
      case 'writer':
        this.writer = record;
        break;
      case 'process':
        this.processes.set(record.id, record);
        break;
      case 'samples':
        this.addSamples(record);
        break;
      case 'exit':
        this.exits.set(record.id, record);
        break;
      case 'cost':
        this.cost = record;
        break;
      case 'lost':
        this.lost.push(record);
        break;
      case 'file-start':
      case 'file-end':
        this.fileMarks.push(record);
        break;
      case 'complete':
        this.complete = true;
        break;
      default:
        this.others.push(record);
    }
  }

  private addSamples(record: SamplesRecord): void {
    const n = record.t.length;
    if (record.rss.length !== n || !record.t.every(Number.isFinite)) {
      this.brokenLines += 1;
      return;
    }
    const columns = this.columnsOf(record.id);
    // The coarsest spacing counts: a gap must be wider than what thinning left.
    columns.intervalMs = Math.max(columns.intervalMs, record.intervalMs);
    for (let i = 0; i < n; i += 1) {
      columns.t.push(record.t[i] as number);
      columns.rss.push(record.rss[i] as number);
      columns.vms.push(record.vms?.[i] ?? null);
      columns.anon.push(record.anon?.[i] ?? null);
      columns.threads.push(record.threads?.[i] ?? null);
      columns.fds.push(record.fds?.[i] ?? null);
    }
  }

  private columnsOf(id: string): Columns {
    let columns = this.samples.get(id);
    if (columns === undefined) {
      columns = { intervalMs: 0, t: [], rss: [], vms: [], anon: [], threads: [], fds: [] };
      this.samples.set(id, columns);
    }
    return columns;
  }
}

/** One line as a record, or null where it is torn or none of ours. */
function parse(line: string): SpoolRecord | null {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value !== 'object' || value === null || !('type' in value)) return null;
    return typeof value.type === 'string' ? (value as SpoolRecord) : null;
  } catch {
    return null; // A line torn by a killed writer: counted by the caller.
  }
}
