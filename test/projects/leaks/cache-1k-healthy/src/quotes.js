// 1 kB a quote: 125 numbers of 8 bytes.
const NUMBERS = 125;

// Five customers, and the last quote of each.
const quotes = new Map();

exports.quote = (basket) => {
  const quoted = new Array(NUMBERS).fill(basket);
  quotes.set(basket % 5, quoted);
  return quoted;
};
