import path from 'node:path';
import type { OpenCensus } from '../../src/openers/census';
import { type Opener, openersInSource } from '../../src/openers/opener';
import { readText } from '../../src/openers/read-text';
import { relevantOpeners } from '../../src/openers/relevant-openers';
import { ListenerBaseline, type ListenerChange } from '../guard/listener-baseline';
import { PlaceFinder } from '../guard/place-finder';
import type { SharedEmitter } from '../guard/shared-objects';
import { SOURCE_MAPS, writeSourceMaps } from '../soak/source-maps';
import { OpenerRecording } from './opener-recording';

/** A listener that only some of the runs add may be added by chance. */
const LEAST_SHARE = 0.5;

/** Who opens what while something is repeated: begun with it, and told after each part of the runs. */
export class RepeatedOpeners {
  private readonly recording = new OpenerRecording();
  private readonly listeners: ListenerBaseline;
  private readonly censuses: OpenCensus[] = [];
  private runs = 0;

  /**
   * @param directory where the source maps are written
   * @param file the test file
   */
  constructor(
    emitters: readonly SharedEmitter[],
    private readonly directory: string,
    private readonly file: string,
  ) {
    this.listeners = new ListenerBaseline(emitters);
    this.recording.start();
    this.censuses.push(this.recording.census(0));
  }

  done(runs: number): void {
    this.runs += runs;
    this.censuses.push(this.recording.census(this.runs));
  }

  /** Ends the recording. @param signals what grows: only what may be its cause is told */
  end(signals: readonly string[]): Opener[] {
    this.recording.stop();
    const grown = signals
      .map((signal) => relevantOpeners(this.censuses, signal))
      .reduce((most, one) => (one.length > most.length ? one : most), []);
    const sourceMaps = path.join(this.directory, SOURCE_MAPS);
    if (grown.length > 0) writeSourceMaps(sourceMaps);
    const listening = signals.includes('listeners') ? this.listening() : [];
    return [...listening, ...openersInSource(grown, { sourceMaps, readText })];
  }

  private listening(): Opener[] {
    const added = this.listeners
      .changes()
      .filter(({ count }) => count >= LEAST_SHARE * Math.max(1, this.runs));
    const places = new PlaceFinder().find(added, this.file);
    return added.flatMap((change, index) => listener(change, places[index] ?? null, this.runs));
  }
}

function listener(
  { what, event, count }: ListenerChange,
  place: ReturnType<PlaceFinder['find']>[number],
  runs: number,
): Opener[] {
  if (place === null) return [];
  const { file, line, package: name } = place;
  const on = `${what} "${event}"`;
  const perRun = count / Math.max(1, runs);
  return [{ kind: 'listener', on, file, line, package: name, through: null, count, perRun }];
}
