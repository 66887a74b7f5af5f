import type { RawPlace } from '../../src/openers/census';
import { isOwnCode } from '../../src/diagnose/own-code';
import { fileName, ownerOfFile } from '../../src/diagnose/snapshot/source-place';

/** Node's own frames, and those of clients and drivers, come before the user's. */
const FRAMES = 60;
/** Of the user's code and of packages, what is worth telling. */
const PLACES = 8;
/** They stand in for Node's own functions: who calls them is the one who opens. */
const STAND_INS =
  /[\\/]node_modules[\\/](jsdom|happy-dom|@sinonjs[\\/]fake-timers|source-map-support)[\\/]/;

/**
 * Where the code is that runs now, awaiting callers included: the project's and that of packages, the
 * innermost first; without Node's, Jest's and our own.
 */
export function callPlaces(): RawPlace[] {
  const limit = Error.stackTraceLimit;
  const prepare = Object.getOwnPropertyDescriptor(Error, 'prepareStackTrace');
  let frames: readonly NodeJS.CallSite[] = [];
  try {
    Error.stackTraceLimit = FRAMES;
    // Neither Jest's own, which reads source maps, nor a user's.
    Error.prepareStackTrace = (_, sites) => sites;
    const stack: unknown = new Error('where').stack;
    // It is text where Node was told not to ask.
    if (Array.isArray(stack)) frames = stack as NodeJS.CallSite[];
  } finally {
    Error.stackTraceLimit = limit;
    if (prepare === undefined) Reflect.deleteProperty(Error, 'prepareStackTrace');
    else Object.defineProperty(Error, 'prepareStackTrace', prepare);
  }
  return placesOf(frames);
}

function placesOf(frames: readonly NodeJS.CallSite[]): RawPlace[] {
  const places: RawPlace[] = [];
  for (const frame of frames) {
    const name = frame.getFileName();
    if (typeof name !== 'string' || !isTelling(name)) continue;
    const line = (frame.getLineNumber() ?? 1) - 1;
    const column = (frame.getColumnNumber() ?? 1) - 1;
    places.push({ file: fileName(name), line, column });
    if (places.length === PLACES) break;
  }
  return places;
}

const telling = new Map<string, boolean>();

/** By the name of a script, of which there are as many as files. */
function isTelling(name: string): boolean {
  const known = telling.get(name);
  if (known !== undefined) return known;
  const file = fileName(name);
  const found = ownerOfFile(file) === 'user' && !isOwnCode(file) && !STAND_INS.test(file);
  telling.set(name, found);
  return found;
}
