exports.invoice = (number) => ({
  number,
  lines: Array.from({ length: 60 }, (_, line) => ({ sku: `sku-${line}`, price: line / 4 })),
});
