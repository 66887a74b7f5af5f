module.exports = { testEnvironment: 'jsdom', transform: {}, testTimeout: 60_000 };
