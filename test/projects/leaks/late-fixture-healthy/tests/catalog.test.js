const { loadCatalog } = require('../src/catalog');
const { scaled } = require('../../shared/scale');
const { work } = require('../../shared/work');

const TESTS = scaled(400);

for (let item = 0; item < TESTS * 0.7; item++) {
  test(`prices item ${item}`, () => {
    expect(work(15)).toHaveLength(40);
  });
}

describe('with the whole catalog', () => {
  let catalog;
  beforeAll(() => {
    catalog = loadCatalog();
  });

  for (let item = 0; item < TESTS * 0.3; item++) {
    test(`finds item ${item}`, () => {
      expect(catalog[item]).toHaveLength(12_500);
      expect(work(15)).toHaveLength(40);
    });
  }
});
