/** A customer's session, with a cart of five hundred things: about 60 kB. */
exports.openSession = (id) => ({
  id,
  openedAt: Date.now(),
  cart: Array.from({ length: 500 }, (_, item) => ({
    sku: `${id}/${item}`,
    count: 1,
    price: item * 0.99,
  })),
});
