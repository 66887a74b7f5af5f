// A quote is kept under its basket, and no basket comes twice.
const quotes = new Map();

exports.quote = (basket) => {
  const quoted = { basket, total: basket * 1.19, currency: 'EUR', lines: basket % 9 };
  quotes.set(basket, quoted);
  return quoted;
};
