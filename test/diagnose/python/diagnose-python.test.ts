import { diagnosePython } from '../../../src/diagnose/python/diagnose-python';
import { pythonByProcess } from '../../../src/spool/python-looks';
import { WriterLog } from '../../../src/spool/writer-log';
import { PYTHON_LINES, PYTHON_SOURCE } from '../../python-text';
import { collection, lookAt, seen } from './looks';

const sources = { rootDir: '/app', readText: () => PYTHON_SOURCE };
const rows = collection((second) => 50 * second);

it('says of a recorded program which collection grows, what holds it, and where', () => {
  const log = new WriterLog(1);
  for (const line of PYTHON_LINES) log.take(line);
  const [recorded] = pythonByProcess([log]).values();
  if (recorded === undefined) throw new Error('nothing was read');
  const found = diagnosePython(recorded, 470_000, sources);
  expect(found.retainers[0]?.path).toBe(
    "module rec.py → variable 'answers' → dict (904 → 1,343 → 2,441 entries) → bytes",
  );
  expect(found.culprit).toEqual({ file: 'rec.py', line: 2, package: null });
  expect(found.containers[0]).toMatchObject({
    kind: 'dict',
    sizes: [904, 1343, 2441],
    unit: 'entries',
    perRun: 488,
    sample: 'bytes of 1.1 KiB',
  });
  expect(found.retainers[1]?.path).toContain('Store .rows → collections.deque (226 → 336 → 611');
  expect(found.classes[0]).toEqual({ name: 'bytes', count: 488, bytes: expect.any(Number) });
  expect(found).toMatchObject({ per: 'second', notes: [] });
});

it('names no cause where collections hold too little of what is gained', () => {
  const found = diagnosePython(
    seen(lookAt([rows]), () => 0),
    5_000_000,
    sources,
  );
  expect(found.culprit).toBeNull();
  expect(found.retainers).toHaveLength(1);
  expect(found.notes).toEqual([
    'The collections of its Python code that grow account for 4.9 KiB of the 4.8 MiB that it gains each second: the rest is held by native code.',
  ]);
  expect(
    diagnosePython(
      seen(lookAt([rows]), () => 0),
      null,
      sources,
    ).culprit,
  ).not.toBeNull();
});

it('says what grows instead, where no collection does', () => {
  const notes = (blocks: (second: number) => number, own = {}) =>
    diagnosePython(seen(lookAt([], own), blocks), 1_000_000, sources).notes;
  expect(notes(() => 50_000)[0]).toMatch(/native code that allocates/);
  expect(notes((second) => 1200 * second)[0]).toMatch(/by 1,200 blocks .* a second/);
  expect(notes((second) => 1200 * second, { collects: false })[0]).toMatch(/gc\.disable/);
  expect(notes(() => 0, { cut: true })[1]).toBe('Only 9,000 objects of it were looked at.');
  expect(notes(() => 0, { from: 14_000 })[0]).toMatch(/looked into for 2\.0 s only/);
});
