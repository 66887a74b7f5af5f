// V8 compiles a function when it is first called: a big module grows while a suite gets round it.
const HANDLERS = 4_000;

const source = Array.from(
  { length: HANDLERS },
  (_, id) => `(order) => {
    const totals = { net: 0, tax: 0, count: ${id} };
    for (const line of order.lines) {
      if (line.count > ${id % 5}) totals.net += line.count * line.price;
      else if (line.price > ${id % 11}) totals.tax += line.price * 0.${10 + (id % 80)};
      else totals.count += line.count;
    }
    return totals.net + totals.tax + totals.count >= ${id};
  }`,
).join(',\n');

exports.handlers = new Function(`return [${source}];`)();
