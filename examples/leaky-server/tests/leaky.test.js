const { openShop } = require('./shop');

const DAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];
let shop;

beforeAll(async () => {
  shop = await openShop('leaky.js');
});
afterAll(() => shop.close());

test.each(DAYS)(
  'serves a thousand customers on %s',
  async () => {
    const answers = await shop.serve(1_000);

    expect(answers).toHaveLength(1_000);
    expect(answers.every(({ items }) => items === 500)).toBe(true);
  },
  30_000,
);
