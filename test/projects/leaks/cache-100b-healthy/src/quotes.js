// Five customers, and the last quote of each.
const quotes = new Map();

exports.quote = (basket) => {
  const quoted = { basket, total: basket * 1.19, currency: 'EUR', lines: basket % 9 };
  quotes.set(basket % 5, quoted);
  return quoted;
};
