// 1 kB a quote: 125 numbers of 8 bytes.
const NUMBERS = 125;

// A quote is kept under its basket, and no basket comes twice.
const quotes = new Map();

exports.quote = (basket) => {
  const quoted = new Array(NUMBERS).fill(basket);
  quotes.set(basket, quoted);
  return quoted;
};
