test('what b left is still open, and not left by this file', () => {});
