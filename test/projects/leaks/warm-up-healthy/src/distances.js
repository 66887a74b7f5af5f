// One entry for every pair of towns that was asked for; there are 1,600 pairs, of 8 kB each.
const TOWNS = 40;
const known = new Map();

exports.distance = (from, to) => {
  const pair = (from % TOWNS) * TOWNS + (to % TOWNS);
  if (!known.has(pair)) known.set(pair, new Array(1_000).fill(pair));
  return known.get(pair)[0];
};
