const { draw } = require('../src/canvas');
const { scaled } = require('../../shared/scale');
const { work } = require('../../shared/work');

for (let image = 0; image < scaled(300); image++) {
  test(`draws image ${image}`, () => {
    expect(draw(image)).toBe(image % 256);
    expect(work(20)).toHaveLength(40);
  });
}
