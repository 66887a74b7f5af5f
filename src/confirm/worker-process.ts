import { stripVTControlCharacters } from 'node:util';
import type { ChildSettings } from '../../environment/child/child-preload';
import { lastFileEndedInBand } from '../../environment/session';
import { descendantsOf, killAll } from './descendants';
import { setTransformersAside } from './transformers-aside';
import { type Answer, isRequest, type ProjectSetup, type Request } from './worker-messages';

/**
 * The main of a process that runs test files as a worker of Jest does: by the host's own jest-runner, with
 * the very config objects that the run had. So it works however Jest was started; and the same file can be
 * run as often as is wanted in one process, which Jest itself never does.
 */

/** Of jest-runner's `build/testWorker.js`, the same in Jest 29 and 30. */
interface TestWorker {
  setup(data: { serializableResolvers: readonly ProjectSetup[] }): Promise<void> | void;
  worker(data: {
    config: unknown;
    globalConfig: unknown;
    path: string;
    context: object;
  }): Promise<TestFileResult>;
}

interface TestFileResult {
  readonly numPassingTests: number;
  readonly numFailingTests: number;
  readonly testExecError?: unknown;
}

type SetUp = Extract<Request, { ask: 'set-up' }>;

let host: { readonly testWorker: TestWorker; readonly setUp: SetUp } | null = null;

async function obey(request: Request): Promise<Answer> {
  if (request.ask === 'set-up') {
    setTransformersAside(request.projects.flatMap(transformersOf));
    const testWorker = require(request.testWorker) as TestWorker;
    await testWorker.setup({ serializableResolvers: request.projects });
    host = { testWorker, setUp: request };
    if (request.children !== null) measureChildren(request.children);
    return { answer: 'done' };
  }
  if (request.ask === 'run') return runFile(request.path, request.project);
  if (request.ask === 'snapshot') return writeSnapshot(request.file, request.sourceMaps);
  await lastFileEndedInBand();
  return { answer: 'done' };
}

/** Of `transform` in Jest's resolved config: a pattern, a path, and options. */
function transformersOf({ config }: ProjectSetup): string[] {
  const { transform } = Object(config) as { transform?: unknown };
  return (Array.isArray(transform) ? transform : [])
    .map((entry: unknown) => (Array.isArray(entry) ? entry[1] : null))
    .filter((file) => typeof file === 'string');
}

/** Not from the beginning: this process itself is none of the children. */
function measureChildren(settings: ChildSettings): void {
  const { childPreloadEnv } =
    require('../../environment/child/child-preload') as typeof import('../../environment/child/child-preload');
  const { pythonPreloadEnv } =
    require('../../environment/child/python-preload') as typeof import('../../environment/child/python-preload');
  const env = childPreloadEnv(process.env, { ...settings, except: [process.pid] });
  Object.assign(process.env, pythonPreloadEnv(env, settings.spool));
}

async function runFile(path: string, project: number): Promise<Answer> {
  if (host === null) throw new Error('asked to run a file before it was set up');
  const { globalConfig, projects } = host.setUp;
  const result = await host.testWorker.worker({
    config: projects[project]?.config,
    globalConfig,
    path,
    context: {},
  });
  const broken = result.testExecError === undefined || result.testExecError === null ? 0 : 1;
  return {
    answer: 'ran',
    passed: result.numPassingTests,
    failed: result.numFailingTests + broken,
  };
}

function writeSnapshot(file: string, sourceMaps: string | null): Answer {
  // Loaded when it is wanted: what is cleared needs none.
  const { writeHeapSnapshot } =
    require('../../environment/soak/heap-snapshot') as typeof import('../../environment/soak/heap-snapshot');
  const written = writeHeapSnapshot(file);
  if (sourceMaps !== null) {
    const { writeSourceMaps } =
      require('../../environment/soak/source-maps') as typeof import('../../environment/soak/source-maps');
    writeSourceMaps(sourceMaps);
  }
  return written.outcome === 'written'
    ? { answer: 'written' }
    : { answer: 'failed', reason: written.reason };
}

function reasonOf(error: unknown): string {
  // Jest's worker throws objects that are no errors, with a message all the same.
  const { message } = Object(error) as { message?: unknown };
  const text = stripVTControlCharacters(typeof message === 'string' ? message : String(error));
  return text.trim().split('\n')[0] ?? '';
}

process.on('message', (request) => {
  if (!isRequest(request)) return;
  const send = (answer: Answer) => process.send?.(answer);
  obey(request).then(send, (error: unknown) => send({ answer: 'failed', reason: reasonOf(error) }));
});

// Whoever asked is gone: so is the reason to be here, and for the servers that the tests started.
process.once('disconnect', () => {
  killAll(descendantsOf(process.pid));
  try {
    process.kill(-process.pid, 'SIGKILL');
  } catch {
    process.exit(1); // No leader of a process group, as on Windows.
  }
});
