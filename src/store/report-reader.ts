import type { Report } from '../report/report';

export type ReadReport =
  | { readonly report: Report; readonly problem: null }
  /** `problem` completes the sentence "it is no report: …". */
  | { readonly report: null; readonly problem: string };

/**
 * Reads the text of a `report.json`. It may come from another version, or from a hand: all that is told
 * of it is held to its form, so that no later step can fail on it. What else it holds is kept.
 */
export function readReport(text: string): ReadReport {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return { report: null, problem: `it is no JSON (${(error as SyntaxError).message})` };
  }
  const { schema } = (value ?? {}) as { schema?: unknown };
  if (schema !== 'jest-tidemark/report@1') {
    const found = schema === undefined ? 'there is none' : `it is ${JSON.stringify(schema)}`;
    return { report: null, problem: `its "schema" must be "jest-tidemark/report@1", and ${found}` };
  }
  const misfit = reportForm(value);
  return misfit === null
    ? { report: value as Report, problem: null }
    : { report: null, problem: `its ${misfit.path.replace(/^\./, '')} must be ${misfit.allowed}` };
}

/** Where a value breaks its form, as a path such as `.run.files`, and what it should be there. */
interface Misfit {
  readonly path: string;
  readonly allowed: string;
}
type Form = (value: unknown) => Misfit | null;

const of =
  (allowed: string, accepts: (value: unknown) => boolean): Form =>
  (value) =>
    accepts(value) ? null : { path: '', allowed };
const number = of('a number', Number.isFinite);
const text = of('a text', (value) => typeof value === 'string');
const oneOf = (...names: readonly string[]) =>
  of(`one of ${names.join(', ')}`, (value) => names.includes(value as string));
const orNull =
  (form: Form): Form =>
  (value) =>
    value === null ? null : form(value);

const optional =
  (form: Form): Form =>
  (value) =>
    value === undefined ? null : form(value);

const list =
  (form: Form): Form =>
  (value) => {
    if (!Array.isArray(value)) return { path: '', allowed: 'a list' };
    for (const [index, item] of value.entries()) {
      const misfit = form(item);
      if (misfit !== null) return { ...misfit, path: `[${index}]${misfit.path}` };
    }
    return null;
  };

const object =
  (forms: Readonly<Record<string, Form>>): Form =>
  (value) => {
    if (typeof value !== 'object' || value === null) return { path: '', allowed: 'an object' };
    for (const [name, form] of Object.entries(forms)) {
      const misfit = form((value as Readonly<Record<string, unknown>>)[name]);
      if (misfit !== null) return { ...misfit, path: `.${name}${misfit.path}` };
    }
    return null;
  };

const window = object({ from: number, to: number, points: number });
const exhaustion: Form = (value) => {
  const inFiles = typeof value === 'object' && value !== null && 'inFiles' in value;
  return object({ limitBytes: number, [inFiles ? 'inFiles' : 'inSeconds']: number })(value);
};
const place = object({ file: text, line: orNull(number), package: orNull(text) });
const culprit = object({
  path: text,
  package: orNull(text),
  evidence: text,
  containers: optional(
    list(
      object({
        path: text,
        kind: text,
        sizes: list(number),
        unit: oneOf('entries', 'bytes'),
        perRun: orNull(number),
        sample: orNull(text),
      }),
    ),
  ),
  classes: optional(list(object({ name: text, count: number, bytes: number }))),
  retainers: optional(list(object({ path: text, places: list(place), realms: optional(number) }))),
});
const verdict = object({
  kind: oneOf('leak', 'suspect', 'steady', 'inconclusive'),
  signal: text,
  processId: text,
  pid: number,
  processName: text,
  rate: orNull(
    object({
      value: number,
      unit: oneOf('bytes/s', 'bytes/file', 'bytes/test', 'count/file', 'count/s'),
    }),
  ),
  r2: orNull(number),
  window: orNull(window),
  exhaustion: orNull(exhaustion),
  culprits: list(culprit),
  reason: text,
  advice: orNull(text),
});
const process = object({
  id: text,
  pid: number,
  name: text,
  role: oneOf('jest', 'worker', 'child', 'external'),
  startedBy: orNull(text),
  samples: number,
  peak: object({ rss: number, vms: orNull(number) }),
  lifetimeMs: number,
  death: orNull(object({ kind: oneOf('signal', 'out-of-memory', 'unknown'), file: orNull(text) })),
  shape: list(number),
});
const reportForm = object({
  run: object({
    status: oneOf('leak', 'clean', 'inconclusive'),
    files: number,
    watchedFiles: number,
    cost: object({ samplerCpuMs: number, testCpuMs: number, collectionCpuMs: number }),
    criticalMemory: object({ bytes: number, source: oneOf('option', 'machine', 'container') }),
  }),
  processes: list(process),
  verdicts: list(verdict),
  notes: list(text),
});
