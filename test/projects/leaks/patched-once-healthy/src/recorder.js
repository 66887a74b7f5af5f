const https = require('node:https');
const { price } = require('../../shared/catalog');

// The first file patches for all that follow: one realm is kept for good, and no more than one.
exports.start = () => {
  const original = https.request;
  if (original.isRecorded) return;
  https.request = function recordedRequest(...options) {
    price(options.length);
    return original.apply(this, options);
  };
  https.request.isRecorded = true;
};
