import type { Session } from 'node:inspector';
import path from 'node:path';
import {
  type ReadText,
  pathOf,
  type SourcePlace,
  sourcePlace,
} from '../../src/diagnose/source-place';

/** Where a function that was left behind lies, and who of the project asked for its package. */
export interface FunctionPlace extends SourcePlace {
  /**
   * Absolute path of a module of the project's that requires the package. Null where none is found: only
   * modules whose code is still in memory can be, and an end of file has let go of most.
   */
  readonly requiredBy: string | null;
}

interface Location {
  readonly scriptId: string;
  readonly lineNumber: number;
  readonly columnNumber?: number;
}

interface Script {
  readonly scriptId: string;
  readonly url: string;
  readonly sourceMapURL?: string | undefined;
}

interface Property {
  readonly name: string;
  readonly value?: {
    readonly type: string;
    readonly objectId?: string;
    readonly value?: unknown;
  };
}

interface Properties {
  readonly result: readonly Property[];
  readonly internalProperties?: readonly Property[];
}

const CARRIER = Symbol.for('jest-tidemark.left-behind');
/** Wrappers around wrappers are followed so far. */
const DEPTH = 8;
/** Scripts of the project that are searched for the name of a package. */
const SEARCHED_SCRIPTS = 300;

/**
 * Asks V8, by the inspector, where functions lie; through bound functions and proxies to what they wrap.
 * Null for functions of Node's own and for values that are no functions.
 *
 * V8 tells the scripts' names only by replaying them all, 40 ms and more (bench/guard-cost.ts): to be
 * called seldom. Closing the session resets the ids that heap snapshots give to objects.
 */
export function locate(
  session: Session,
  values: readonly unknown[],
  readText: ReadText,
): (FunctionPlace | null)[] {
  session.connect();
  try {
    const locations = locationsOf(session, values);
    const scripts = new Map<string, Script>();
    if (locations.some((location) => location !== null)) {
      session.on('Debugger.scriptParsed', ({ params }) => scripts.set(params.scriptId, params));
      send(session, 'Debugger.enable');
    }
    const requirers = new Map<string, string | null>();
    return locations.map((location) => {
      const script = location === null ? undefined : scripts.get(location.scriptId);
      if (location === null || script === undefined) return null;
      const place = sourcePlace(
        {
          url: script.url,
          line: location.lineNumber,
          column: location.columnNumber ?? 0,
          sourceMapURL: script.sourceMapURL ?? '',
        },
        readText,
      );
      if (place === null) return null;
      const name = place.package?.replace(/@[^@]*$/, '');
      if (name !== undefined && !requirers.has(name)) {
        requirers.set(name, requirerOf(session, scripts, name));
      }
      return { ...place, requiredBy: name === undefined ? null : (requirers.get(name) ?? null) };
    });
  } finally {
    session.disconnect();
  }
}

function locationsOf(session: Session, values: readonly unknown[]): (Location | null)[] {
  const carrier = globalThis as { [CARRIER]?: readonly unknown[] };
  carrier[CARRIER] = values;
  try {
    const { result } = send(session, 'Runtime.evaluate', {
      expression: `globalThis[Symbol.for('${CARRIER.description}')]`,
    }) as { result: { objectId: string } };
    const elements = propertiesOf(session, result.objectId).result;
    return values.map((_, i) => {
      const element = elements.find(({ name }) => name === String(i));
      return locationOf(session, element?.value?.objectId, DEPTH);
    });
  } finally {
    delete carrier[CARRIER];
  }
}

function locationOf(
  session: Session,
  objectId: string | undefined,
  depth: number,
): Location | null {
  if (objectId === undefined || depth === 0) return null;
  const inner = new Map(
    (propertiesOf(session, objectId).internalProperties ?? []).map(({ name, value }) => [
      name,
      value,
    ]),
  );
  const location = inner.get('[[FunctionLocation]]')?.value as Location | undefined;
  if (location !== undefined) return location;
  // Who made the proxy wrote its handler; its target may well be the function of Node's that it wraps.
  return (
    locationOfMember(session, inner.get('[[Handler]]')?.objectId, depth - 1) ??
    locationOf(session, inner.get('[[TargetFunction]]')?.objectId, depth - 1) ??
    locationOf(session, inner.get('[[Target]]')?.objectId, depth - 1)
  );
}

function locationOfMember(
  session: Session,
  objectId: string | undefined,
  depth: number,
): Location | null {
  if (objectId === undefined) return null;
  for (const { value } of propertiesOf(session, objectId).result) {
    if (value?.type !== 'function') continue;
    const location = locationOf(session, value.objectId, depth);
    if (location !== null) return location;
  }
  return null;
}

/** The first of the project's loaded modules that asks for a package by its name. */
function requirerOf(
  session: Session,
  scripts: ReadonlyMap<string, Script>,
  name: string,
): string | null {
  const escaped = name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  // `require("x")`, `require('x/y')`, `from 'x'`, `import 'x'`, `import('x')`.
  const query = `(require\\(|from |import |import\\()\\s*['"]${escaped}['"/]`;
  const searched = new Set<string>();
  for (const { scriptId, url } of [...scripts.values()].toReversed()) {
    const file = pathOf(url);
    if (file === null || file.includes(`${path.sep}node_modules${path.sep}`)) continue;
    if (searched.has(file)) continue;
    if (searched.size >= SEARCHED_SCRIPTS) break;
    searched.add(file);
    const { result } = send(session, 'Debugger.searchInContent', {
      scriptId,
      query,
      isRegex: true,
    }) as { result: readonly unknown[] };
    if (result.length > 0) return file;
  }
  return null;
}

function propertiesOf(session: Session, objectId: string): Properties {
  return send(session, 'Runtime.getProperties', { objectId, ownProperties: true }) as Properties;
}

/** A session within its own thread answers before `post` returns. */
function send(session: Session, method: string, parameters: object = {}): object {
  let answer: object | undefined;
  let failure: Error | null = null;
  session.post(method, parameters, (error: Error | null, value?: unknown) => {
    failure = error;
    answer = value as object | undefined;
  });
  if (failure !== null || answer === undefined) {
    throw new Error(`The inspector did not answer ${method}.`, { cause: failure });
  }
  return answer;
}
