const { createHash } = require('node:crypto');

const order = {
  id: 'order-0',
  customer: { name: 'A. Customer', mail: 'a.customer@example.org', city: 'Lisbon' },
  lines: Array.from({ length: 40 }, (_, line) => ({
    sku: `sku-${line}`,
    count: line % 7,
    price: line * 1.25,
  })),
};

/** Real work of a fixed amount, so that a run is the same everywhere: about 1 ms of CPU a unit. */
exports.work = (units) => {
  let digest = '';
  for (let round = 0; round < units * 30; round++) {
    const copy = JSON.parse(JSON.stringify(order));
    copy.id = `order-${round}`;
    copy.lines.sort((a, b) => b.price * b.count - a.price * a.count);
    const text = JSON.stringify(copy).replace(/sku-(\d+)/g, 'item:$1');
    digest = createHash('sha1').update(text).digest('hex');
  }
  return digest;
};
