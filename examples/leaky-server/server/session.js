/** A customer's session, with a cart of a hundred things: about 12 kB. */
exports.openSession = (id) => ({
  id,
  openedAt: Date.now(),
  cart: Array.from({ length: 100 }, (_, item) => ({
    sku: `${id}/${item}`,
    count: 1,
    price: item * 0.99,
  })),
});
