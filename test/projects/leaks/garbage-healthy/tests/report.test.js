const { report } = require('../src/report');
const { scaled } = require('../../shared/scale');

for (let month = 0; month < scaled(300); month++) {
  test(`reports month ${month}`, () => {
    expect(report(60_000)).toBe(30_000);
  });
}
