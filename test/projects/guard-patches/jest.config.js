module.exports = { transform: { '\\.js$': '<rootDir>/shifting-transformer.js' } };
