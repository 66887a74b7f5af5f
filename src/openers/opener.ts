import path from 'node:path';
import { runContext } from '../diagnose/run-context';
import type { ReadText } from '../diagnose/source-place';
import type { OpenedKind, RawPlace } from './census';
import type { GrownOpener } from './grown-openers';

/** A place in the source. */
export interface OpenerPlace {
  /** Absolute; in a report relative to `rootDir`, with forward slashes. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** `name@version`, null for the project's own code. */
  readonly package: string | null;
}

/** Who opens more with each run than is closed again. */
export interface Opener extends OpenerPlace {
  readonly kind: OpenedKind;
  /** Listeners: what they listen on, such as `cluster "fork"`; the place is that of their function. */
  readonly on?: string;
  /** Code of a package by which it does so. */
  readonly through: OpenerPlace | null;
  /** Open at the end, and more with each run. */
  readonly count: number;
  readonly perRun: number;
}

export interface OpenerContext {
  /** A file with what `sourceMappingURL` says by script. */
  readonly sourceMaps: string;
  readonly readText: ReadText;
}

/** In the words of the source: lines through the source maps of the run, packages by their names. */
export function openersInSource(
  grown: readonly GrownOpener[],
  { sourceMaps, readText }: OpenerContext,
): Opener[] {
  const { toSource, packageOf } = runContext({ rootDir: '', sourceMaps, readText });
  const inSource = (place: RawPlace): OpenerPlace => {
    const { file, line } = toSource({ scriptId: 0, ...place });
    return { file, line: line + 1, package: packageOf(file) };
  };
  return grown.map(({ at, through, ...opener }) => ({
    ...opener,
    ...inSource(at),
    through: through === null ? null : inSource(through),
  }));
}

/** As a report has them. */
export function openersBelow(directory: string, openers: readonly Opener[]): Opener[] {
  const below = <Place extends OpenerPlace>(place: Place): Place => ({
    ...place,
    file: path.relative(directory, place.file).split(path.sep).join('/'),
  });
  return openers.map(({ through, ...opener }) => ({
    ...below(opener),
    through: through === null ? null : below(through),
  }));
}
