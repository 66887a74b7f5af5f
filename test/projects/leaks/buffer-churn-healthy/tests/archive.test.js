const { pack } = require('../src/archive');
const { scaled } = require('../../shared/scale');
const { work } = require('../../shared/work');

for (let entry = 0; entry < scaled(300); entry++) {
  test(`packs entry ${entry}`, () => {
    expect(pack(entry)).toHaveLength(40);
    expect(work(15)).toHaveLength(40);
  });
}
