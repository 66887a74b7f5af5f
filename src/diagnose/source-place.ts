import { SourceMap, type SourceMapPayload } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where a piece of code lies, as V8 knows it: the code that ran, after any transformation. */
export interface ScriptPlace {
  /** Path or `file:` URL of the script. */
  readonly url: string;
  /** Line and column, from 0. */
  readonly line: number;
  readonly column: number;
  /** What the script's `sourceMappingURL` says: a `data:` URL, a path, or the empty string. */
  readonly sourceMapURL: string;
}

/** Where it lies for its author. */
export interface SourcePlace {
  /** Absolute path. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** `name@version` of the package it belongs to, null for code of the project's own. */
  readonly package: string | null;
}

/** The text of a file, or null where it can not be read. */
export type ReadText = (file: string) => string | null;

/**
 * The author's place of a piece of code; null for code that lies in no file (Node's own, `eval`).
 * Without a usable source map the place in the transformed code is given.
 */
export function sourcePlace(place: ScriptPlace, readText: ReadText): SourcePlace | null {
  const script = pathOf(place.url);
  if (script === null) return null;
  const original = originalOf(place.sourceMapURL, script, readText)(place.line, place.column);
  const { file, line } = original ?? { file: script, line: place.line + 1 };
  return { file, line, package: packageOf(file, readText) };
}

/** The path of a script, from a path or a `file:` URL; null for anything else. */
export function pathOf(url: string): string | null {
  if (url.startsWith('file:')) {
    try {
      return fileURLToPath(url);
    } catch {
      return null; // A `file:` URL that names no local file.
    }
  }
  return path.isAbsolute(url) ? url : null;
}

/**
 * `name@version` from the nearest `package.json` with a name, for files under `node_modules`; null for
 * others. Nameless ones in between only set `"type"` for a folder.
 */
export function packageOf(file: string, readText: ReadText): string | null {
  const at = file.lastIndexOf(`${path.sep}node_modules${path.sep}`);
  if (at < 0) return null;
  const root = file.slice(0, at + `${path.sep}node_modules`.length);
  for (
    let folder = path.dirname(file);
    folder.length > root.length;
    folder = path.dirname(folder)
  ) {
    const manifest = parsed(readText(path.join(folder, 'package.json')));
    if (typeof manifest?.['name'] !== 'string') continue;
    const version = manifest['version'];
    return `${manifest['name']}@${typeof version === 'string' ? version : 'unknown'}`;
  }
  return null;
}

/** From a place in the code that ran (from 0) to the author's; null where the source map has none. */
export type Original = (line: number, column: number) => AuthorsPlace | null;
type AuthorsPlace = Omit<SourcePlace, 'package'>;

/**
 * Reads a source map once, for many places of the same script.
 * @param script absolute path of the code that ran
 */
export function originalOf(sourceMapURL: string, script: string, readText: ReadText): Original {
  const payload = parsed(mapText(sourceMapURL, script, readText));
  if (payload === null) return () => null;
  try {
    const map = new SourceMap(payload as unknown as SourceMapPayload);
    return (line, column) => placeIn(map, script, line, column);
  } catch {
    return () => null; // A map that is no map: the transformed place still stands.
  }
}

function placeIn(
  map: SourceMap,
  script: string,
  line: number,
  column: number,
): AuthorsPlace | null {
  const entry = map.findEntry(line, column);
  if (!('originalLine' in entry) || typeof entry.originalSource !== 'string') return null;
  const source = pathOf(entry.originalSource) ?? nextTo(script, entry.originalSource);
  return source === null ? null : { file: source, line: entry.originalLine + 1 };
}

/** Sources are named relative to the script, or by a URL of a bundler's that leads nowhere. */
function nextTo(script: string, source: string): string | null {
  return /^[a-z][a-z0-9+.-]*:/i.test(source) ? null : path.resolve(path.dirname(script), source);
}

function mapText(url: string, script: string, readText: ReadText): string | null {
  if (url === '') return null;
  const inline = /^data:[^,]*?(;base64)?,(.*)$/s.exec(url);
  if (inline === null) {
    const file = pathOf(url) ?? nextTo(script, url);
    return file === null ? null : readText(file);
  }
  const data = inline[2] as string;
  return inline[1] === undefined
    ? decodeURIComponent(data)
    : Buffer.from(data, 'base64').toString();
}

function parsed(text: string | null): Record<string, unknown> | null {
  if (text === null) return null;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null; // Half-written or foreign: the same as none.
  }
}
