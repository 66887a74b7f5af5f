const fs = require('fs');
const https = require('https');

test('a spy that Jest restores', () => {
  jest.spyOn(https, 'request').mockImplementation(() => {});
  jest.spyOn(process.stdout, 'write').mockImplementation(() => true);
  jest.spyOn(fs.promises, 'readFile').mockResolvedValue('');
  https.request();
  expect(https.request).toHaveBeenCalled();
});

test('a patch that is undone', () => {
  const original = https.get;
  https.get = () => {};
  https.get = original;
});

test('a property that is replaced by Jest', () => {
  jest.replaceProperty(https, 'globalAgent', {});
});
