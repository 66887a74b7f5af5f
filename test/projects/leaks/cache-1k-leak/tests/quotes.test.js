const { quote } = require('../src/quotes');
const { scaled } = require('../../shared/scale');
const { work } = require('../../shared/work');

const CALLS = 25;

for (let round = 0; round < scaled(400); round++) {
  test(`quotes basket ${round}`, () => {
    for (let call = 0; call < CALLS; call++) quote(round * CALLS + call);
    expect(work(15)).toHaveLength(40);
  });
}
