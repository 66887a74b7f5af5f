const { mount } = require('../src/view');
const { scaled } = require('../../shared/scale');
const { work } = require('../../shared/work');

for (let view = 0; view < scaled(300); view++) {
  test(`shows view ${view}`, () => {
    expect(mount(view)).toBe(6_250);
    expect(work(20)).toHaveLength(40);
  });
}
