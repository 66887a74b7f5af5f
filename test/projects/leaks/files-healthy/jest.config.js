module.exports = { testEnvironment: 'node', transform: {}, testTimeout: 60_000 };
