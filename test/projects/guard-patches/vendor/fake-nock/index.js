const https = require('https');

const original = https.request;
const interceptors = [];

https.request = function patchedRequest(...args) {
  for (const intercept of interceptors) intercept(...args);
  return original.apply(this, args);
};

exports.intercept = (interceptor) => interceptors.push(interceptor);
