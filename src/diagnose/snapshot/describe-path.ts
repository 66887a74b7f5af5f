import path from 'node:path';
import { asyncContextEdges } from './edge-cost';
import { type HeapGraph, kindOf, nameOf } from './heap-graph';
import { isPlain, isVisible, labelOf } from './node-label';
import { knownModules } from './known-modules';
import { pathsThroughModules } from './module-path';
import { type PathStart, type Realm, startOfPath } from './path-start';
import { accessorOf, pathText, type Stop } from './path-text';
import type { RetainingPath } from './retaining-path';
import { type CodeOwner, locateIn, ownerOfFile, type ScriptPlace } from './source-place';

/** What the text needs to know of the run. */
export interface RunContext {
  /** Absolute; files are told relative to it. */
  readonly rootDir: string;
  /** From the code that ran to the code that the user wrote. */
  readonly toSource?: (place: ScriptPlace) => ScriptPlace;
  /** `name@version` of the package that a file (absolute) belongs to, null for the project's own. */
  readonly packageOf?: (file: string) => string | null;
}

/** A place in the user's words: relative to the root, with forward slashes; lines count from 1. */
export interface SourcePlace {
  readonly file: string;
  readonly line: number | null;
  readonly package: string | null;
}

export interface DescribedPath {
  /** One line, such as `timer (Timeout) ._onTimeout → function poll (src/poll.js:7)`. */
  readonly text: string;
  /** Places of the user's code, its dependencies and Jest on the path, from the root on, each once. */
  readonly places: readonly SourcePlace[];
  /**
   * `user` with any code of the project on the path, or of packages and none of Jest's; else `jest` with any
   * of Jest's; else `node`.
   */
  readonly owner: CodeOwner;
  /**
   * Held by nothing but the context of an asynchronous call that waits, such as a timer of undici: it
   * goes when the call is over, and is late rather than leaked.
   */
  readonly isOfAsyncContext: boolean;
  /** What paths can be grouped by: the last stop where it has a place, else the whole text. */
  readonly last: string;
}

/** @param noteOf What is to be said of a node after its name, such as its size; null where nothing is. */
export type DescribePath = (
  path: RetainingPath,
  realm: Realm,
  noteOf?: (node: number) => string | null,
) => DescribedPath;

/** Tells paths of one snapshot in the user's words. */
export interface PathTeller {
  readonly describe: DescribePath;
  /** Leads a path to something in a live realm through the module that exports it. */
  readonly throughModule: (path: RetainingPath) => RetainingPath;
  /** Where a function, or the class of an instance, lies; null for Node's own. */
  readonly placeAt: (node: number) => SourcePlace | null;
}

export function pathTeller(graph: HeapGraph, run: RunContext): PathTeller {
  const locate = locateIn(graph);
  const modules = knownModules(graph);

  function ownerAt(node: number): CodeOwner | null {
    const place = locate(node);
    return place && ownerOfFile(place.file);
  }

  function placeAt(node: number): SourcePlace | null {
    const compiled = locate(node);
    if (!compiled || ownerOfFile(compiled.file) === 'node') return null;
    const { file, line } = run.toSource?.(compiled) ?? compiled;
    return sourcePlace(run, file, line + 1);
  }

  function describe(
    whole: RetainingPath,
    realm: Realm,
    noteOf: (node: number) => string | null = nothing,
  ): DescribedPath {
    const cut = cutAtRealm(graph, whole, realm);
    const start = startOfPath(graph, cut, realm, modules, ownerAt);
    const startPlace = start.file === null ? null : sourcePlace(run, start.file, null);
    const places = startPlace ? [startPlace] : [];
    const stops: Stop[] = [];
    const lastVisible = cut.findLastIndex(({ node }) => isVisible(graph, node));
    let accessor = '';
    for (let at = start.at + 1; at <= lastVisible; at++) {
      const { node, edge } = cut[at] ?? { node: 0, edge: null };
      accessor += accessorOf(edge);
      const note = noteOf(node);
      const isElided = isPlain(graph, node) && accessor !== '' && note === null && at < lastVisible;
      if (isElided || !isVisible(graph, node) || isModuleBody(graph, cut, at)) continue;
      const place = placeAt(node);
      if (place) places.push(place);
      // How Jest calls the user's function is no news.
      if (start.text === null && stops.length === 0) accessor = '';
      const label = labelOf(graph, node) + (note === null ? '' : ` (${note})`);
      stops.push({ accessor, label, place: place && placeText(place) });
      accessor = '';
    }
    const text = pathText(startText(start, startPlace), stops);
    return {
      text,
      places: distinct(places),
      owner: ownerOfPath(cut, start, (node) => locate(node)?.file ?? null),
      isOfAsyncContext: cut.some(({ edge }) => asyncContextEdges.includes(edge?.name ?? '')),
      last: lastOf(stops, text),
    };
  }

  return { describe, throughModule: pathsThroughModules(graph, modules, locate), placeAt };
}

/**
 * What follows the NativeContext of a realm that is over only tells that a realm holds all that is in
 * it. The main realm is the one that a root holds by itself.
 */
function cutAtRealm(graph: HeapGraph, whole: RetainingPath, realm: Realm): RetainingPath {
  if (realm === 'live') return whole;
  const at = whole.findIndex(
    ({ node }, place) =>
      nameOf(graph, node) === 'system / NativeContext' &&
      kindOf(graph, whole[place - 1]?.node ?? 0) !== 'synthetic',
  );
  return at < 0 ? whole : whole.slice(0, at);
}

/** V8 runs the body of an ES module as a generator, which the user never wrote. */
function isModuleBody(graph: HeapGraph, whole: RetainingPath, at: number): boolean {
  const [before, { node } = { node: 0 }] = whole.slice(at - 1, at + 1);
  return (
    nameOf(graph, node) === 'Generator' &&
    nameOf(graph, before?.node ?? 0) === 'system / SourceTextModule'
  );
}

function ownerOfPath(
  whole: RetainingPath,
  start: PathStart,
  fileAt: (node: number) => string | null,
): CodeOwner {
  const relevant = start.isHeld ? whole.slice(start.at) : whole;
  const files = [start.file, ...relevant.map(({ node }) => fileAt(node))].filter(
    (file) => file !== null,
  );
  const owners = new Set(files.map(ownerOfFile));
  // Jest has packages of its own, which are no user's where it is on the path as well.
  if (owners.has('user') && !(owners.has('jest') && files.every(isNoProjectFile))) return 'user';
  if (owners.has('jest')) return 'jest';
  // Only users put data there: Jest and Node have done so before the older snapshot.
  return start.text === 'globalThis' ? 'user' : 'node';
}

const isNoProjectFile = (file: string): boolean =>
  ownerOfFile(file) !== 'user' || file.includes(`${path.sep}node_modules${path.sep}`);

const nothing = () => null;

function sourcePlace(run: RunContext, file: string, line: number | null): SourcePlace {
  const relative = path.relative(run.rootDir, file).replaceAll(path.sep, '/');
  return { file: relative, line, package: run.packageOf?.(file) ?? null };
}

export function placeText({ file, line, package: name }: SourcePlace): string {
  const at = line === null ? file : `${file}:${line}`;
  return name === null ? at : `${at}, ${name}`;
}

function distinct(places: readonly SourcePlace[]): SourcePlace[] {
  return [...new Map(places.map((place) => [placeText(place), place])).values()];
}

function startText(start: PathStart, place: SourcePlace | null): string | null {
  return place ? `module ${placeText(place)} ${start.text}`.trimEnd() : start.text;
}

function lastOf(stops: readonly Stop[], text: string): string {
  const stop = stops.at(-1);
  return stop?.place ? `${stop.label} (${stop.place})` : text;
}
