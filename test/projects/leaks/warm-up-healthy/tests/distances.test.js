const { distance } = require('../src/distances');
const { scaled } = require('../../shared/scale');
const { work } = require('../../shared/work');

const TESTS = scaled(400);
// All pairs have been asked for after half the run.
const PAIRS = 1_600;
const CALLS = Math.ceil(PAIRS / (TESTS / 2));

for (let round = 0; round < TESTS; round++) {
  test(`measures trip ${round}`, () => {
    for (let call = 0; call < CALLS; call++) {
      const pair = (round * CALLS + call) % PAIRS;
      expect(distance(Math.floor(pair / 40), pair)).toBe(pair);
    }
    expect(work(15)).toHaveLength(40);
  });
}
