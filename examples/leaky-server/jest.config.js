module.exports = {
  testEnvironment: 'jest-tidemark/environment',
  reporters: ['default', 'jest-tidemark/reporter'],
};
