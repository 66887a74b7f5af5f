import { PropertyBaseline } from '../../../environment/guard/property-baseline';

function watched(object: object): PropertyBaseline {
  return new PropertyBaseline([{ name: 'shared', object }]);
}

function original(): void {}

function patched(): void {}

function getter(): never {
  throw new Error('a getter ran');
}

function softlyDeleted(): string {
  return 'emitAccessWarning';
}

test('tells what changed since the last call, once', () => {
  const shared: Record<string, unknown> = { request: () => {}, get: () => {} };
  const baseline = watched(shared);
  expect(baseline.changes()).toEqual([]);
  shared['request'] = patched;
  shared['added'] = [1];
  expect(baseline.changes()).toEqual([
    { what: 'shared.request', realm: 'file', value: patched },
    { what: 'shared.added', realm: 'file', value: [1], added: true },
  ]);
  expect(baseline.changes()).toEqual([]);
});

test('a patch that was undone, or a property that was removed, is no change', () => {
  const shared: Record<string, unknown> = { request: original, get: original };
  const baseline = watched(shared);
  shared['request'] = () => {};
  shared['request'] = original;
  delete shared['get'];
  expect(baseline.changes()).toEqual([]);
});

test('numbers, text and flags are no change: they hold no memory', () => {
  const shared: Record<string, unknown> = { retries: 1, name: 'a', on: false, request: () => {} };
  const baseline = watched(shared);
  Object.assign(shared, { retries: 2, name: 'b', on: true, more: 3, request: undefined });
  expect(baseline.changes()).toEqual([]);
});

test('getters are told of and never run', () => {
  const shared = {};
  const baseline = watched(shared);
  Object.defineProperty(shared, Symbol('key'), { configurable: true, get: getter });
  expect(baseline.changes()).toEqual([
    { what: 'shared[Symbol(key)]', realm: 'file', value: getter, added: true },
  ]);
});

test('a lazy member that turns into its value is Node’s own doing', () => {
  const shared = {};
  Object.defineProperty(shared, 'lazy', { configurable: true, get: () => setTimeout });
  const baseline = watched(shared);
  Object.defineProperty(shared, 'lazy', { configurable: true, value: setTimeout });
  expect(baseline.changes()).toEqual([]);
});

test('Jest’s marks, an emitter’s own table and a soft deletion are no change', () => {
  const shared: Record<PropertyKey, unknown> = { kept: () => {} };
  const baseline = watched(shared);
  shared[Symbol.for('$$jest-protect-from-deletion')] = [];
  shared['_events'] = { error: () => {} };
  Object.defineProperty(shared, 'kept', {
    configurable: true,
    get: softlyDeleted,
  });
  expect(baseline.changes()).toEqual([]);
});
