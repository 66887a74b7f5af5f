const https = require('https');

const original = https.request;

https.request = function patchedRequest(...args) {
  return original.apply(this, args);
};
