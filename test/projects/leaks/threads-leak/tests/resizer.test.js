const { resize } = require('../src/resizer');
const { scaled } = require('../../shared/scale');
const { work } = require('../../shared/work');

for (let image = 0; image < scaled(24); image++) {
  test(`resizes image ${image}`, async () => {
    expect(await resize(image * 2)).toBe(image);
    expect(work(250)).toHaveLength(40);
  });
}
