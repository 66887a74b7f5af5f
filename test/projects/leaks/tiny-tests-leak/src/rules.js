// Every check is kept for a report that nobody asks for: 1 kB each.
const checked = [];

exports.check = (rule) => {
  const values = new Array(125).fill(rule);
  checked.push(values);
  return values.every((value) => value === rule);
};
