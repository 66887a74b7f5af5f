import { createHash } from 'node:crypto';
import Module from 'node:module';
import path from 'node:path';
import { MessageChannel, receiveMessageOnPort, Worker } from 'node:worker_threads';
import {
  defaultOf,
  type TransformAnswer,
  type Transformer,
  type TransformerModule,
  type TransformMethod,
  type TransformRequest,
  type TransformThreadData,
} from './transform-messages';

/** A compiler that takes longer for one file is given up, and loaded here. */
const LONGEST_MS = 60_000;

/**
 * Has the transformers of Jest's projects (babel-jest, ts-jest) run in a thread of their own, whose heap is
 * none of this process's. A compiler is no part of what is measured: with ts-jest the heap of a small test
 * file is 219 MB instead of 18, so that a collection takes ten times as long, and a heap snapshot too.
 *
 * Jest finds them in place of the real ones, under the paths of its config, which stays as it is: the keys of
 * its cache depend on it. What cannot be had from the thread is done by the real transformer in this process.
 *
 * @param files absolute paths of the transformers' modules
 */
export function setTransformersAside(files: Iterable<string>): void {
  const thread = new TransformThread();
  for (const file of new Set(files)) {
    const id = resolved(file);
    if (id === null || require.cache[id] !== undefined) continue;
    const stand = new Module(id);
    stand.exports = {
      createTransformer: (config: unknown) => thread.create(id, config),
    } satisfies TransformerModule;
    stand.loaded = true;
    require.cache[id] = stand;
  }
}

/** As Jest will ask for it; null where it will not find it, and say so. */
function resolved(file: string): string | null {
  try {
    return require.resolve(file);
  } catch {
    return null;
  }
}

class TransformThread {
  readonly #answered = new Int32Array(new SharedArrayBuffer(4));
  readonly #port = new MessageChannel();
  /** Every run of a file asks for the keys of the same texts, and the answers are the same. */
  readonly #keys = new Map<string, unknown>();
  #state: 'none' | 'runs' | 'dead' = 'none';
  /** By file and config: Jest makes them anew for every run of a test file. */
  readonly #made = new Map<string, Transformer | Promise<Transformer>>();

  /** What Jest takes for the transformer; the real one where the thread cannot load it. */
  create(file: string, config: unknown): Transformer | Promise<Transformer> {
    const name = JSON.stringify([file, config]);
    const made = this.#made.get(name) ?? this.#make(file, config, this.#made.size);
    this.#made.set(name, made);
    return made;
  }

  #make(file: string, config: unknown, transformer: number): Transformer | Promise<Transformer> {
    try {
      const methods = this.#ask({ ask: 'create', transformer, file, config }) as TransformMethod[];
      let known: Transformer | null = null;
      const real = () => (known ??= settled(original(file, config)));
      return Object.fromEntries(
        methods.map((method) => [method, this.#method(transformer, method, file, real)]),
      );
    } catch {
      // It cannot be loaded in a thread, or not at all: then Jest tells why.
      return original(file, config);
    }
  }

  #method(transformer: number, method: TransformMethod, file: string, real: () => Transformer) {
    return (source: string, filename: string, given: object): unknown => {
      // Not to be copied, and not asked for: each side reads files by itself.
      const { cacheFS: _, ...options } = given as { cacheFS?: unknown };
      const isKey = method === 'getCacheKey' || method === 'getCacheKeyAsync';
      const key = isKey ? keyOf([file, method, source, filename, JSON.stringify(options)]) : '';
      if (isKey && this.#keys.has(key)) return this.#keys.get(key);
      let value: unknown;
      try {
        value = this.#ask({ ask: 'call', transformer, method, source, filename, options });
      } catch {
        // A fault in the text is told by the real one, in its own words.
        return real()[method]?.(source, filename, given);
      }
      if (isKey) this.#keys.set(key, value);
      return value;
    };
  }

  /** @throws where there is no answer, or none but an error */
  #ask(request: TransformRequest): unknown {
    if (this.#state === 'dead') throw new Error('the thread of the transformers is gone');
    if (this.#state === 'none') this.#start();
    this.#state = 'runs';
    Atomics.store(this.#answered, 0, 0);
    this.#port.port1.postMessage(request);
    Atomics.wait(this.#answered, 0, 0, LONGEST_MS);
    const answer = receiveMessageOnPort(this.#port.port1)?.message as TransformAnswer | undefined;
    if (answer === undefined) {
      this.#state = 'dead';
      throw new Error('the thread of the transformers does not answer');
    }
    if ('failed' in answer) throw new Error(answer.failed);
    return answer.value;
  }

  #start(): void {
    const { port2: port } = this.#port;
    const data: TransformThreadData = { port, answered: this.#answered };
    const worker = new Worker(path.join(__dirname, 'transform-thread.js'), {
      workerData: data,
      transferList: [port],
    });
    // Whoever waits for its answer has seen it.
    worker.on('error', () => {});
    worker.unref();
  }
}

/** The real transformer of a file, made in this process. */
function original(file: string, config: unknown): Transformer | Promise<Transformer> {
  const stand = require.cache[file];
  delete require.cache[file];
  try {
    const module = defaultOf(require(file)) as TransformerModule;
    return module.createTransformer === undefined ? module : module.createTransformer(config);
  } finally {
    if (stand !== undefined) require.cache[file] = stand;
  }
}

function settled(transformer: Transformer | Promise<Transformer>): Transformer {
  // It is wanted at once.
  if (transformer instanceof Promise) throw new Error('the transformer is made asynchronously');
  return transformer;
}

function keyOf(parts: readonly string[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(`${part.length}:${part}`);
  return hash.digest('base64');
}
