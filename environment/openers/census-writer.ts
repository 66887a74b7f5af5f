import fs from 'node:fs';
import path from 'node:path';
import { OPEN_CENSUS, type OpenCensus } from '../../src/openers/census';
import { relevantOpeners } from '../../src/openers/relevant-openers';
import { SOURCE_MAPS, writeSourceMaps } from '../soak/source-maps';
import { OpenerRecording } from './opener-recording';

/** What is wanted of a process that looks for who opens what. */
export interface OpenersWanted {
  /** What is counted as a run: each test of the file, or each time that the file is run. */
  readonly per: 'test' | 'file';
  /** What grows: `threads`, `fds`. */
  readonly signal: string;
}

// Taken when the module is loaded: tests may replace what the shared `fs` exports.
const { appendFileSync } = fs;

/** The next census comes after so many times the runs of the last one. */
const STEP = 1.25;
/** Before so many runs nothing can be said to grow. */
const FEWEST_RUNS = 4;

/**
 * Records who opens what from now on, and writes down what is open still: at the beginning, and after 1, 2,
 * 3, 4, 5, 7, 9, ... runs, so that whoever ends this process has a count from half the way and from a quarter.
 */
export class CensusWriter {
  private readonly recording = new OpenerRecording();
  private readonly censuses: OpenCensus[] = [];
  private runs = 0;
  private next = 0;
  private openers = 0;

  constructor(
    private readonly directory: string,
    private readonly wanted: OpenersWanted,
  ) {
    this.recording.start();
    this.write();
  }

  testDone(): void {
    if (this.wanted.per === 'test') this.runDone();
  }

  fileEnded(): void {
    if (this.wanted.per === 'file') this.runDone();
    // A file of few tests is over before it can be said whether anything grows.
    else if (this.runs < FEWEST_RUNS) this.writeLines();
  }

  private runDone(): void {
    this.runs += 1;
    if (this.runs >= this.next) this.write();
  }

  private write(): void {
    this.next = Math.ceil(this.runs * STEP);
    const census = this.recording.census(this.runs);
    this.censuses.push(census);
    if (this.runs >= FEWEST_RUNS) this.writeLines();
    try {
      appendFileSync(path.join(this.directory, OPEN_CENSUS), `${JSON.stringify(census)}\n`);
    } catch {
      // A full disk: whoever reads it has what was written before.
    }
  }

  /** Before the census that they belong to: who has read of it, may end this process. */
  private writeLines(): void {
    const openers = relevantOpeners(this.censuses, this.wanted.signal).length;
    if (openers > this.openers) writeSourceMaps(path.join(this.directory, SOURCE_MAPS));
    this.openers = Math.max(this.openers, openers);
  }
}
