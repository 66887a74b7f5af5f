const babel = {
  presets: ['@babel/preset-typescript'],
  plugins: ['@babel/plugin-transform-modules-commonjs'],
};

module.exports = {
  testEnvironment: 'node',
  transform: { '\\.ts$': ['babel-jest', babel] },
  testTimeout: 60_000,
};
