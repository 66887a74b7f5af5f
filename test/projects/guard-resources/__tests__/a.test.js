test('the first file of the process leaves nothing', () => {});
