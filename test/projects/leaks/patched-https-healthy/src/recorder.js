const https = require('node:https');
const { price } = require('../../shared/catalog');

const original = https.request;

exports.start = () => {
  https.request = function recordedRequest(...options) {
    price(options.length);
    return original.apply(this, options);
  };
};
exports.stop = () => {
  https.request = original;
};
