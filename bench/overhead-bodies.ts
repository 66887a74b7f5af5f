/**
 * What the files of the overhead suite do: modules that export a function, which declares tests. They load
 * and use real packages (those that Jest itself depends on), parse, print, match, sort and copy.
 */
const COMPILING = `
const fs = require('node:fs');
const { parse } = require('@babel/parser');
const traverse = require('@babel/traverse').default;
const generate = require('@babel/generator').default;

const text = fs.readFileSync(require.resolve('pretty-format'), 'utf8');
module.exports = () => {
  for (let round = 0; round < 8; round++) {
    test('compiles a module, round ' + round, () => {
      const tree = parse(text, { sourceType: 'script' });
      const names = new Set();
      traverse(tree, { Identifier: ({ node }) => void names.add(node.name) });
      expect(names.size).toBeGreaterThan(100);
      expect(generate(tree).code.length).toBeGreaterThan(10_000);
    });
  }
};
`;

const DOCUMENTS = `
const yaml = require('js-yaml');
const { format } = require('pretty-format');

const order = (id) => ({
  id,
  customer: { name: 'Customer ' + id, mail: id + '@example.org' },
  lines: Array.from({ length: 60 }, (_, line) => ({ sku: 'sku-' + line, count: line % 7, price: line / 4 })),
});
module.exports = () => {
  for (let id = 0; id < 60; id++) {
    test('prints order ' + id, async () => {
      const text = yaml.dump(order(id));
      expect(yaml.load(text)).toEqual(order(id));
      expect(format(order(id))).toContain('sku-59');
      await new Promise((resolve) => setImmediate(resolve));
    });
  }
};
`;

const TEXTS = `
const fs = require('node:fs');
const crypto = require('node:crypto');
const zlib = require('node:zlib');

const text = fs.readFileSync(require.resolve('pretty-format'), 'utf8');
module.exports = () => {
  for (let round = 0; round < 30; round++) {
    test('packs text ' + round, () => {
      const words = text.match(/[A-Za-z_]\\w+/g).sort();
      const counts = new Map();
      for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
      expect(counts.size).toBeGreaterThan(100);
      const body = Buffer.from(text.replace(/\\s+/g, ' ') + round);
      const packed = zlib.gzipSync(Buffer.concat([body, body]));
      expect(zlib.gunzipSync(packed).subarray(0, body.length).equals(body)).toBe(true);
      expect(crypto.createHash('sha256').update(packed).digest('hex')).toHaveLength(64);
    });
  }
};
`;

const NUMBERS = `
const { Decimal } = require('decimal.js');
const fc = require('fast-check');

module.exports = () => {
  describe.each(Array.from({ length: 10 }, (_, seed) => seed))('seed %i', (seed) => {
    test('sums in any order', () => {
      fc.assert(
        fc.property(fc.array(fc.integer(), { maxLength: 50 }), (numbers) => {
          const sum = (list) => list.reduce((total, number) => total.plus(number), new Decimal(0));
          return sum(numbers).equals(sum([...numbers].reverse()));
        }),
        { seed, numRuns: 150 },
      );
    });
    test('copies what it is given', () => {
      fc.assert(
        fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
          expect(JSON.parse(JSON.stringify(value))).toEqual(JSON.parse(JSON.stringify(value)));
        }),
        { seed, numRuns: 60 },
      );
    });
    test.each([1, 2, 3, 4, 5])('finds the root of %i', (number) => {
      expect(new Decimal(number).sqrt().pow(2).toFixed(10)).toBe(new Decimal(number).toFixed(10));
    });
  });
};
`;

export const bodies: readonly string[] = [COMPILING, DOCUMENTS, TEXTS, NUMBERS];
