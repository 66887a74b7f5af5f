const { mount } = require('../src/view');
const { scaled } = require('../../shared/scale');
const { work } = require('../../shared/work');

for (let view = 0; view < scaled(300); view++) {
  test(`shows view ${view}`, () => {
    const { rows, unmount } = mount(view);
    expect(rows).toBe(6_250);
    expect(work(20)).toHaveLength(40);
    unmount();
  });
}
