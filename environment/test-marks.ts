import type { SpoolWriter } from '../src/spool/writer';

/** Tests marked before a batch goes to the spool, whatever the time: 2,000 tiny tests are 8 lines. */
const BATCH = 250;
const FLUSH_AFTER_MS = 1000;
const LONGEST_NAME = 120;

/** The test boundaries of one file, on their way to the spool in batches. */
export class TestMarks {
  private names: string[] = [];
  private startedAt: number[] = [];
  private endedAt: number[] = [];
  private running = new Map<object, number>();
  private batchSince = Date.now();
  private done = 0;

  constructor(
    private readonly file: string,
    private readonly writer: SpoolWriter,
  ) {}

  take(event: string, test: { name: string } | undefined): void {
    if (test === undefined) return;
    if (event === 'test_start') {
      this.running.set(test, Date.now());
    } else if (event === 'test_done') {
      const startedAt = this.running.get(test);
      if (startedAt === undefined) return;
      this.running.delete(test);
      this.add(test.name, startedAt, Date.now());
    }
  }

  /** Writes what is left; gives the number of tests that ran. */
  end(): number {
    this.writeBatch();
    return this.done;
  }

  private add(name: string, startedAt: number, endedAt: number): void {
    this.names.push(name.slice(0, LONGEST_NAME));
    this.startedAt.push(startedAt);
    this.endedAt.push(endedAt);
    this.done += 1;
    if (this.names.length < BATCH && endedAt - this.batchSince < FLUSH_AFTER_MS) return;
    this.writeBatch();
    this.writer.flush();
    this.batchSince = endedAt;
  }

  private writeBatch(): void {
    if (this.names.length === 0) return;
    this.writer.write({
      type: 'tests',
      path: this.file,
      names: this.names,
      startedAt: this.startedAt,
      endedAt: this.endedAt,
    });
    this.names = [];
    this.startedAt = [];
    this.endedAt = [];
  }
}
