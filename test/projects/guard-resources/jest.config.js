module.exports = { testSequencer: '<rootDir>/alphabetical.js' };
