import { pythonByProcess } from '../../src/spool/python-looks';
import { WriterLog } from '../../src/spool/writer-log';
import { PYTHON_LINES } from '../python-text';

function read(lines: readonly string[]) {
  const log = new WriterLog(1);
  for (const line of lines) log.take(line);
  return pythonByProcess([log]).get('3214@320963');
}

const [writer = '', , , last = ''] = PYTHON_LINES;
const changed = (change: (look: Record<string, unknown>) => void) => {
  const look = JSON.parse(last) as Record<string, unknown>;
  change(look);
  return read([writer, JSON.stringify(look)]);
};

it('has what the last look knew, and the blocks of all', () => {
  const seen = read(PYTHON_LINES);
  expect(seen?.last).toMatchObject({ at: 103_301, from: 98_799, objects: 8096, collects: true });
  expect(seen?.blocks.map(({ count }) => count)).toEqual([51_102, 52_210, 56_089]);
  const [dict, deque, bytes] = seen?.last.collections ?? [];
  expect(dict).toMatchObject({ kind: 'dict', class: 'dict', entry: { such: 'bytes' } });
  expect(dict?.history.at(-1)).toEqual([103_301, 2441]);
  expect(dict?.entry?.classes[0]).toEqual(['bytes', 1, 1033]);
  expect(deque?.path?.[3]).toEqual({ step: 'attribute', name: 'rows' });
  expect(bytes).toMatchObject({ kind: 'bytearray', entry: null });
});

it('falls back on the look before, where the last line was torn as its writer was killed', () => {
  const torn = [...PYTHON_LINES.slice(0, 3), last.slice(0, 700)];
  expect(read(torn)?.last.at).toBe(99_785);
  expect(read(PYTHON_LINES.slice(0, 1))).toBeUndefined();
});

it('takes nothing for granted of what another program wrote', () => {
  expect(changed((look) => (look['at'] = null))).toBeUndefined();
  expect(changed((look) => (look['collections'] = 'many'))).toBeUndefined();
  const wrong = (one: object) =>
    changed((look) => (look['collections'] = [one]))?.last.collections ?? [];
  const [whole] = read(PYTHON_LINES)?.last.collections ?? [];
  expect(wrong({ ...whole })).toHaveLength(1);
  expect(wrong({ ...whole, kind: 'hash' })).toEqual([]);
  expect(wrong({ ...whole, history: [[1, '2']] })).toEqual([]);
  expect(wrong({ ...whole, history: [] })).toEqual([]);
  expect(wrong({ ...whole, path: [{ step: 'module' }] })[0]?.path).toBeNull();
  expect(wrong({ ...whole, entry: { bytes: 'x' } })[0]?.entry).toBeNull();
  expect(wrong(JSON.parse('null') as object)).toEqual([]);
});

it('is nothing of what other writers wrote', () => {
  expect(read([writer.replace('"python"', '"child"'), last])).toBeUndefined();
});
