const https = require('node:https');

const trusted = https.globalAgent.options.ca;

exports.start = () => {
  https.globalAgent.options.ca = Buffer.alloc(2 * 1024 * 1024, 1);
};
exports.stop = () => {
  https.globalAgent.options.ca = trusted;
};
