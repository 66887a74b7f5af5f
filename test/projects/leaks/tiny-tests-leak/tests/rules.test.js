const { check } = require('../src/rules');
const { scaled } = require('../../shared/scale');
const { work } = require('../../shared/work');

for (let rule = 0; rule < scaled(2_000); rule++) {
  test(`rule ${rule}`, () => {
    expect(check(rule)).toBe(true);
    work(2);
  });
}
