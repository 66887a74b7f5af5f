/** A customer's session, with a cart of four hundred things: about 48 kB. */
exports.openSession = (id) => ({
  id,
  openedAt: Date.now(),
  cart: Array.from({ length: 400 }, (_, item) => ({
    sku: `${id}/${item}`,
    count: 1,
    price: item * 0.99,
  })),
});
