const { store } = require('./store');

// Listens for as long as the store lives, and holds its rows with it.
exports.mount = (id) => {
  const rows = new Array(6_250).fill(id);
  store.on('change', () => rows.reverse());
  return rows.length;
};
