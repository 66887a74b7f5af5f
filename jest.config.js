// Jest runs the compiled output: TypeScript 7 has no compiler API for a transformer to use.
module.exports = {
  testEnvironment: 'node',
  roots: ['<rootDir>/dist/test'],
  testMatch: ['**/*.test.js'],
  transform: {},
  testTimeout: 60_000,
};
