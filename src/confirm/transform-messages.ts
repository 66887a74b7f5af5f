import type { MessagePort } from 'node:worker_threads';

/** What the thread of the transformers is started with. */
export interface TransformThreadData {
  readonly port: MessagePort;
  /** Set to 1, and notified, once an answer is on its way. */
  readonly answered: Int32Array;
}

/** One call of a transformer, as Jest makes it. */
export type TransformRequest =
  /** Answered with the names of the methods that it has. */
  | {
      readonly ask: 'create';
      readonly transformer: number;
      readonly file: string;
      readonly config: unknown;
    }
  | {
      readonly ask: 'call';
      readonly transformer: number;
      readonly method: TransformMethod;
      readonly source: string;
      readonly filename: string;
      /** Without `cacheFS`, a table that Jest's process and the transformers of this one have apart. */
      readonly options: object;
    };

export const TRANSFORM_METHODS = [
  'process',
  'processAsync',
  'getCacheKey',
  'getCacheKeyAsync',
] as const;

export type TransformMethod = (typeof TRANSFORM_METHODS)[number];

export type TransformAnswer = { readonly value: unknown } | { readonly failed: string };

type Method = (source: string, filename: string, options: object) => unknown;

/** A transformer as Jest calls it. */
export type Transformer = { readonly [name in TransformMethod]?: Method };

/** What a transformer's module exports: itself, or what makes it. */
export type TransformerModule = Transformer & {
  readonly createTransformer?: (config: unknown) => Transformer | Promise<Transformer>;
};

/** Of what a CommonJS module exports that was compiled from an ES module, its default; else all of it. */
export function defaultOf(exported: unknown): unknown {
  const { __esModule: isCompiled, default: inner } = Object(exported) as {
    readonly __esModule?: unknown;
    readonly default?: unknown;
  };
  return isCompiled === true ? inner : exported;
}
