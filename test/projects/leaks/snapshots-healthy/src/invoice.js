exports.invoice = (number) => ({
  number,
  customer: { name: `Customer ${number % 17}`, city: 'Porto' },
  lines: Array.from({ length: 3 + (number % 3) }, (_, line) => ({
    sku: `sku-${number}-${line}`,
    count: 1 + (line % 4),
    price: (number * 7 + line) / 4,
  })),
  total: number * 1.19,
});
