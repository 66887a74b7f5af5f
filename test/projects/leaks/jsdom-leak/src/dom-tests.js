const { scaled } = require('../../shared/scale');
const { work } = require('../../shared/work');

/** The same tests in every file that calls it. */
exports.domTests = () => {
  for (const name of ['fills', 'sends']) {
    test(`${name} the form`, () => {
      document.body.innerHTML = '<form><ul></ul></form>';
      const list = document.querySelector('ul');
      for (let row = 0; row < 200; row++) {
        list.appendChild(document.createElement('li')).textContent = `row ${row}`;
      }
      expect(list.children).toHaveLength(200);
      expect(work(scaled(120))).toHaveLength(40);
    });
  }
};
