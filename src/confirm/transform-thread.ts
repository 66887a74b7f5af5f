import { pathToFileURL } from 'node:url';
import { workerData } from 'node:worker_threads';
import {
  defaultOf,
  TRANSFORM_METHODS,
  type TransformAnswer,
  type Transformer,
  type TransformerModule,
  type TransformRequest,
  type TransformThreadData,
} from './transform-messages';

/** The main of the thread in which a project's transformers run, see `transformers-aside`. */

interface Created {
  readonly transformer: Transformer;
  /** Texts of files by path, which Jest gives its transformers to read and to write. */
  readonly cacheFS: Map<string, string>;
}

const { port, answered } = workerData as TransformThreadData;
const created = new Map<number, Created>();

async function obey(request: TransformRequest): Promise<unknown> {
  if (request.ask === 'create') {
    const transformer = await transformerOf(request.file, request.config);
    created.set(request.transformer, { transformer, cacheFS: new Map() });
    return TRANSFORM_METHODS.filter((name) => typeof transformer[name] === 'function');
  }
  const { transformer, cacheFS } = created.get(request.transformer) ?? {};
  const { source, filename, options } = request;
  return transformer?.[request.method]?.(source, filename, { ...options, cacheFS });
}

/** As Jest loads one. */
async function transformerOf(file: string, config: unknown): Promise<Transformer> {
  const exported = (await import(pathToFileURL(file).href)) as { readonly default: unknown };
  // What a CommonJS module exports is the default.
  const module = defaultOf(exported.default) as TransformerModule;
  return module.createTransformer === undefined ? module : module.createTransformer(config);
}

const tell = () => {
  Atomics.store(answered, 0, 1);
  Atomics.notify(answered, 0);
};
// Without an answer: nobody shall wait for one.
process.once('exit', tell);

port.on('message', (request: TransformRequest) => {
  const send = (answer: TransformAnswer) => {
    port.postMessage(answer);
    tell();
  };
  obey(request)
    .then((value) => send({ value }))
    // Also an answer that cannot be sent, such as one with a function in it.
    .catch((error: unknown) => send({ failed: String(error) }));
});
