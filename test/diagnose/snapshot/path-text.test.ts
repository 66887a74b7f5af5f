import { accessorOf, pathText, type Stop } from '../../../src/diagnose/snapshot/path-text';

const stop = (accessor: string, label: string, place: string | null = null): Stop => ({
  accessor,
  label,
  place,
});

test.each([
  [{ kind: 'property', name: 'fork' }, '.fork'],
  [{ kind: 'property', name: 'two words' }, '["two words"]'],
  [{ kind: 'property', name: '#secret' }, '.#secret'],
  [{ kind: 'property', name: '<symbol kHandle>' }, '[kHandle]'],
  [{ kind: 'property', name: '<symbol>' }, '[symbol]'],
  [{ kind: 'context', name: 'cache' }, "variable 'cache'"],
  [{ kind: 'element', name: '17' }, ''],
  [{ kind: 'internal', name: 'elements' }, ''],
  [{ kind: 'internal', name: 'bound_this' }, '(bound this)'],
] as const)('%j is told as %s', (edge, text) => {
  expect(accessorOf(edge)).toBe(text);
});

test('a place is told once, properties stand at what has them', () => {
  const stops = [
    stop('.a.b', 'function f', 'x.js:1'),
    stop("variable 'v'", 'function g', 'x.js:1'),
    stop('', 'Row', 'x.js:9'),
  ];
  expect(pathText('start', stops)).toBe(
    "start .a.b → function f (x.js:1) → variable 'v' → function g → Row (x.js:9)",
  );
  expect(pathText(null, stops.slice(2))).toBe('Row (x.js:9)');
});

test('one stop that repeats is told with its number', () => {
  const next = stop('.next', 'Node');
  expect(pathText('list', [next, next, next, stop('.value', 'Row')])).toBe(
    'list .next → Node x3 .value → Row',
  );
});

test('a group that repeats is told with its size and number, what is left of it in full', () => {
  const pair = [stop('.parent', 'Child'), stop('.child', 'Parent')];
  expect(pathText('tree', [...pair, ...pair, ...pair, stop('.parent', 'Child')])).toBe(
    'tree .parent → Child .child → Parent (these 2 x3) .parent → Child',
  );
});

test('stops at different places are not alike', () => {
  const stops = [stop('', 'function', 'a.js:1'), stop('', 'function', 'a.js:2')];
  expect(pathText('x', stops)).toBe('x → function (a.js:1) → function (a.js:2)');
});

const text = (accessor: string) => pathText('x', [stop(accessor, 'Row')]);

test('members that repeat are told with their number', () => {
  expect(text('.head.next.next.next.value')).toBe('x .head.next x3 .value → Row');
  expect(text('.left.right.left.right.left.right')).toBe('x .left.right x3 → Row');
  expect(text('[kNext][kNext][kNext]["a b"]')).toBe('x [kNext] x3 ["a b"] → Row');
  expect(text('.next.next')).toBe('x .next.next → Row');
  expect(text('.a.ab.abc')).toBe('x .a.ab.abc → Row');
});
