const { upload } = require('../src/uploads');
const { scaled } = require('../../shared/scale');
const { work } = require('../../shared/work');

for (let file = 0; file < scaled(300); file++) {
  test(`uploads file ${file}`, () => {
    expect(upload(file)).toBe(256 * 1024);
    expect(work(20)).toHaveLength(40);
  });
}
