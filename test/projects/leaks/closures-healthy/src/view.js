const { store } = require('./store');

exports.mount = (id) => {
  const rows = new Array(6_250).fill(id);
  const onChange = () => rows.reverse();
  store.on('change', onChange);
  return { rows: rows.length, unmount: () => store.off('change', onChange) };
};
