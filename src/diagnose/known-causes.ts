/**
 * What was found of one leak. Each list holds only what the evidence itself shows, not all that the
 * project has installed.
 */
export interface Evidence {
  /** `name@version` of packages whose code was left behind or stands on a retaining path. */
  readonly packages: readonly string[];
  /** What files left behind: `https.request`, `cluster message`, the name of a child process. */
  readonly leftBehind: readonly string[];
  /** Steps of retaining paths, and paths of the files named there. */
  readonly paths: readonly string[];
  /** Node's flags: `process.execArgv` and the words of `NODE_OPTIONS`. */
  readonly flags: readonly string[];
}

/** A leak that others had before, and what helped them. */
export interface KnownCause {
  readonly id: string;
  readonly title: string;
  /** The upstream thread. */
  readonly reference: string;
  /** One sentence: what to do. */
  readonly wayOut: string;
  /** It is Node's or Jest's own, and happens to every project that runs so: no leak of the user's. */
  readonly ofHost?: true;
}

interface Entry extends KnownCause {
  readonly explains: (evidence: Evidence) => boolean;
}

const GITHUB = 'https://github.com';

/**
 * The most specific first: the first that fits is the answer. To add one: a thread that describes the
 * leak, and the trace by which the evidence shows it. Being installed is no trace.
 */
const ENTRIES: readonly Entry[] = [
  {
    id: 'agent-base-patch',
    title: 'agent-base before 4.3 patches https.request and https.get again each time it is loaded',
    reference: `${GITHUB}/TooTallNate/node-agent-base/issues/22`,
    wayOut: 'Update agent-base to 4.3 or later, or the package that brings it in.',
    explains: ({ packages }) => has(packages, 'agent-base', '4.3.0'),
  },
  {
    id: 'graceful-fs-patch',
    title: 'graceful-fs before 4.2.4 patches fs again for each sandbox',
    reference: `${GITHUB}/isaacs/node-graceful-fs/issues/183`,
    wayOut: 'Update graceful-fs to 4.2.4 or later, or the package that brings it in.',
    explains: ({ packages }) => has(packages, 'graceful-fs', '4.2.4'),
  },
  {
    id: 'nock-not-restored',
    title: 'nock patches http and https when it is loaded, and stays there until it is told to go',
    reference: `${GITHUB}/nock/nock/issues/1817`,
    wayOut:
      'Call nock.restore() in afterAll of each file that loads nock; nock.cleanAll() is not enough.',
    explains: ({ packages }) => has(packages, 'nock'),
  },
  {
    id: 'msw-not-closed',
    title:
      'The interceptors of msw, which nock 14 uses too, stay in http and https until they are disposed of',
    reference: `${GITHUB}/mswjs/msw/issues/710`,
    wayOut:
      'Call server.close() (msw) or nock.restore() (nock 14) in afterAll of each file that starts it.',
    explains: ({ packages }) => has(packages, 'msw') || has(packages, '@mswjs/interceptors'),
  },
  {
    id: 'prom-client-cluster',
    title: 'The AggregatorRegistry of prom-client listens on the cluster module for good',
    reference: `${GITHUB}/prometheus/client_js/issues/155`,
    wayOut: 'Make the AggregatorRegistry in the primary process only, not when a module is loaded.',
    explains: ({ packages }) => has(packages, 'prom-client'),
  },
  {
    id: 'roarr-stdout',
    title:
      'roarr listens for errors on process.stdout, which all files share, each time it is loaded',
    reference: `${GITHUB}/gajus/roarr/issues/79`,
    wayOut:
      'Update roarr and call globalThis.ROARR.teardown() in afterAll of each file that loads it.',
    explains: ({ packages }) => has(packages, 'roarr'),
  },
  {
    id: 'elastic-apm-node',
    title: 'The agent of elastic-apm-node instruments Node anew for each file that loads it',
    reference: `${GITHUB}/elastic/apm-agent-nodejs/issues/2496`,
    wayOut: 'Do not load the agent in tests: map elastic-apm-node to a stub with moduleNameMapper.',
    explains: ({ packages }) => has(packages, 'elastic-apm-node'),
  },
  {
    id: 'dd-trace',
    title: 'dd-trace instruments Node anew for each file that loads it',
    reference: `${GITHUB}/DataDog/dd-trace-js/issues/2297`,
    wayOut: 'Do not load the tracer in tests: map dd-trace to a stub with moduleNameMapper.',
    explains: ({ packages }) => has(packages, 'dd-trace'),
  },
  {
    id: 'sentry-node',
    title: 'The packages that @sentry/node brings in patch Node anew for each file that loads it',
    reference: `${GITHUB}/jestjs/jest/issues/8248`,
    wayOut: 'Do not load it in tests: map @sentry/node to a stub with moduleNameMapper.',
    explains: ({ packages }) => has(packages, '@sentry/node'),
  },
  {
    id: 'cls-hooked',
    title: 'The async hooks of cls-hooked are never disabled',
    reference: `${GITHUB}/aws/aws-xray-sdk-node/issues/594`,
    wayOut: 'Use AsyncLocalStorage in its place, or map cls-hooked to a stub in tests.',
    explains: ({ packages }) => has(packages, 'cls-hooked'),
  },
  {
    id: 'express-rate-limit-timer',
    title:
      'The memory store of express-rate-limit keeps an interval running for as long as its window',
    reference: `${GITHUB}/express-rate-limit/express-rate-limit/issues/320`,
    wayOut:
      'Update express-rate-limit to 6.6 or later and call shutdown() of the MemoryStore in afterAll.',
    explains: ({ packages }) => has(packages, 'express-rate-limit'),
  },
  {
    id: 'happy-dom-window',
    title: 'The environment of happy-dom does not release its window',
    reference: `${GITHUB}/capricorn86/happy-dom/issues/2424`,
    wayOut: 'Extend @happy-dom/jest-environment and await window.happyDOM.close() in teardown.',
    explains: ({ packages }) =>
      has(packages, 'happy-dom') || has(packages, '@happy-dom/jest-environment'),
  },
  {
    id: 'source-map-support-cache',
    title:
      'source-map-support, which Jest used before 30.5, keeps the sandbox of each file in its caches',
    reference: `${GITHUB}/jestjs/jest/issues/16383`,
    wayOut: 'Update Jest to 30.5 or later.',
    explains: ({ packages, paths }) =>
      has(packages, 'source-map-support') && mention(paths, /(sourceMap|fileContents)Cache/),
  },
  {
    id: 'mongodb-memory-server',
    title: 'A server of mongodb-memory-server runs on after its file',
    reference: `${GITHUB}/typegoose/mongodb-memory-server/issues/276`,
    wayOut: 'Await server.stop() in afterAll; closing the connection does not stop the server.',
    explains: ({ leftBehind }) => leftBehind.includes('mongod'),
  },
  {
    id: 'standard-stream-listener',
    title:
      'A listener on process.stdout or process.stderr, which all files share, is never removed',
    reference: `${GITHUB}/jestjs/jest/issues/14580`,
    wayOut: 'Remove the listener in afterAll, or write to the stream without one in tests.',
    explains: ({ leftBehind }) => mention(leftBehind, /^process\.std(out|err) /),
  },
  {
    id: 'core-module-patch',
    title: 'A core module of Node, which all files share, is patched and not put back',
    reference: `${GITHUB}/jestjs/jest/issues/6814`,
    wayOut:
      'Put the original back in afterAll, or mark the patched function and do not patch it again.',
    explains: ({ leftBehind }) => mention(leftBehind, CORE_MODULE),
  },
  {
    id: 'es-modules',
    title: 'Node keeps the ES modules of a sandbox under --experimental-vm-modules',
    reference: `${GITHUB}/nodejs/node/issues/63186`,
    wayOut: 'Transform to CommonJS for tests, or bound the growth with workerIdleMemoryLimit.',
    ofHost: true,
    explains: ({ flags }) => flags.includes('--experimental-vm-modules'),
  },
];

/** A property of a core module, or of a prototype of one, but no event of an emitter. */
const CORE_MODULE =
  /^(https?|net|tls|fs|fs\/promises|dns|dns\/promises|child_process|crypto|timers|timers\/promises|EventEmitter|Module|stream|zlib)[.[]\S*$/;

/**
 * The known cause that the evidence shows, or null. It explains a leak that was found; it is no
 * evidence of one.
 */
export function explain(evidence: Evidence): KnownCause | null {
  const entry = ENTRIES.find(({ explains }) => explains(evidence));
  if (entry === undefined) return null;
  const { explains: _, ...cause } = entry;
  return cause;
}

/** All of them, for documentation and tests. */
export function knownCauses(): readonly KnownCause[] {
  return ENTRIES;
}

function mention(lines: readonly string[], pattern: RegExp): boolean {
  return lines.some((line) => pattern.test(line));
}

/** Whether a package is among `name@version`s, in a version before one where that is given. */
function has(packages: readonly string[], name: string, before?: string): boolean {
  return packages.some((one) => {
    const at = one.lastIndexOf('@');
    if (one.slice(0, at) !== name) return false;
    return before === undefined || isBefore(one.slice(at + 1), before);
  });
}

/** Compares releases by their numbers; what is no version is before nothing. */
function isBefore(version: string, other: string): boolean {
  const a = numbersOf(version);
  const b = numbersOf(other);
  if (a.some(Number.isNaN)) return false;
  const at = a.findIndex((number, i) => number !== b[i]);
  return at >= 0 && (a[at] as number) < (b[at] as number);
}

function numbersOf(version: string): number[] {
  return version.split(/[.+-]/, 3).map(Number);
}
