const { firstByte } = require('../src/journal');
const { scaled } = require('../../shared/scale');
const { work } = require('../../shared/work');

for (let entry = 0; entry < scaled(250); entry++) {
  test(`reads entry ${entry}`, () => {
    expect(firstByte()).toBe('c');
    expect(work(25)).toHaveLength(40);
  });
}
