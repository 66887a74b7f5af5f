jest.mock('https');
jest.mock('fs', () => ({ ...jest.requireActual('fs'), readFileSync: () => 'mine' }));
const https = require('https');

test('mocked modules are the file’s own', () => {
  https.request.mockReturnValue(1);
  expect(https.request()).toBe(1);
  expect(require('fs').readFileSync()).toBe('mine');
  expect({ a: 1 }).toMatchInlineSnapshot(`
    {
      "a": 1,
    }
  `);
});
