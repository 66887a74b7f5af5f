import {
  type PythonCollection,
  type PythonEntry,
  type PythonLook,
  type PythonProcess,
  type PythonStep,
  pythonKinds,
} from '../series/python';
import type { WriterLog } from './writer-log';

/** What was seen inside Python processes, by id of the process. Lines of another form are passed over. */
export function pythonByProcess(logs: readonly WriterLog[]): Map<string, PythonProcess> {
  return new Map(
    logs.flatMap((log) => {
      if (log.writer?.kind !== 'python') return [];
      const looks = log.others.flatMap((record) => lookIn(record) ?? []);
      const last = looks.at(-1);
      const blocks = looks.map(({ at, blocks: count }) => ({ at, count }));
      return last === undefined ? [] : [[log.writer.processId, { last, blocks }] as const];
    }),
  );
}

type Fields = Readonly<Record<string, unknown>>;

/** Written by Python, so nothing of it is taken for granted. */
function lookIn(record: object): PythonLook | null {
  const { type, at, from, objects, cut, blocks, collects, cpuMs, collections } = record as Fields;
  const counts = [at, from, objects, blocks, cpuMs];
  if (type !== 'python-look' || !counts.every(isNumber) || !Array.isArray(collections)) return null;
  return {
    at: Number(at),
    from: Number(from),
    objects: Number(objects),
    cut: cut === true,
    blocks: Number(blocks),
    collects: collects !== false,
    cpuMs: Number(cpuMs),
    collections: collections.flatMap((one) => collectionIn(one) ?? []),
  };
}

function collectionIn(value: unknown): PythonCollection | null {
  const { kind: told, class: name, history, entry, path } = Object(value) as Fields;
  const kind = pythonKinds.find((one) => one === told);
  if (kind === undefined || typeof name !== 'string') return null;
  if (!Array.isArray(history) || history.length === 0 || !history.every(isMoment)) return null;
  return { kind, class: name, history, entry: entryIn(entry), path: pathIn(path) };
}

function entryIn(value: unknown): PythonEntry | null {
  const { bytes, such, classes } = Object(value) as Fields;
  if (!isNumber(bytes) || typeof such !== 'string' || !Array.isArray(classes)) return null;
  return { bytes, such, classes: classes.filter(isClass) };
}

function pathIn(value: unknown): readonly PythonStep[] | null {
  return Array.isArray(value) && value.length > 0 && value.every(isStep) ? value : null;
}

function isStep(value: unknown): value is PythonStep {
  const { step, name, file, line, type } = Object(value) as Fields;
  switch (step) {
    case 'module':
    case 'class':
      return typeof name === 'string' && isFile(file);
    case 'function':
    case 'cached function':
    case 'call':
      return typeof name === 'string' && typeof file === 'string' && isNumber(line);
    case 'variable':
    case 'attribute':
    case 'default':
      return typeof name === 'string';
    default:
      return step === 'object' && typeof type === 'string' && isFile(file);
  }
}

function isFile(value: unknown): value is string | null {
  return value === null || typeof value === 'string';
}

function isMoment(value: unknown): value is readonly [number, number] {
  return Array.isArray(value) && value.length === 2 && value.every(isNumber);
}

function isClass(value: unknown): value is readonly [string, number, number] {
  return Array.isArray(value) && typeof value[0] === 'string' && value.slice(1, 3).every(isNumber);
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}
