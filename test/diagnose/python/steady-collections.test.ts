import { steadyCollections } from '../../../src/diagnose/python/steady-collections';
import { collection, lookAt } from './looks';

const told = (size: (second: number) => number) => steadyCollections(lookAt([collection(size)]));

it('tells what is larger at each doubling of the time, and by how much a second', () => {
  expect(told((second) => 10 + 30 * second)).toMatchObject([
    { sizes: [130, 250, 490], perSecond: 30, bytesPerSecond: 3000 },
  ]);
});

it.each<[string, (second: number) => number]>([
  ['stays', () => 500],
  ['has levelled off', (second) => Math.min(1000, 200 * second)],
  ['levels off', (second) => 1000 * (1 - Math.exp(-second / 4))],
  ['goes up and down', (second) => 40 + (second % 5) * 100 + second],
  ['grew once, late', (second) => (second < 12 ? 10 : 900)],
  ['grew once, early', (second) => (second < 6 ? 10 : 900)],
])('does not tell what %s', (_, size) => {
  expect(told(size)).toEqual([]);
});

it('tells a sawtooth whose valleys rise by what it keeps, not one that is emptied', () => {
  const kept = collection((second) => 4 * Math.floor(second / 2));
  const batch = collection((second) => 20 * (second % 2) + 10);
  expect(steadyCollections(lookAt([kept, batch])).map((one) => one.collection)).toEqual([kept]);
});

it('leaves out what appeared in the later half, and all where there was too little time', () => {
  const late = collection(() => 0, { history: [9, 12, 16].map((at) => [at * 1000, at * 50]) });
  expect(steadyCollections(lookAt([late]))).toEqual([]);
  expect(steadyCollections(lookAt([collection((n) => n * 10)], { from: 14_000 }))).toEqual([]);
});

it('ranks by bytes, and leaves out what is too little to explain anything', () => {
  const bytes = (each: number) => ({ bytes: each, such: 'Row', classes: [] });
  const many = collection((second) => 100 * second, { entry: bytes(10) });
  const large = collection((second) => second, { entry: bytes(200_000) });
  const half = collection((second) => second, { entry: bytes(100_000) });
  const found = steadyCollections(lookAt([many, half, large]));
  expect(found.map(({ collection: one }) => one)).toEqual([large, half]);
});

it('measures mere bytes as such', () => {
  const log = collection((second) => 5000 * second, { kind: 'bytearray', entry: null });
  expect(steadyCollections(lookAt([log]))[0]?.bytesPerSecond).toBe(5000);
});
