const https = require('node:https');

// 2 MB a file, appended to what the files before have left on the shared agent.
exports.start = () => {
  const trusted = https.globalAgent.options.ca ?? Buffer.alloc(0);
  https.globalAgent.options.ca = Buffer.concat([trusted, Buffer.alloc(2 * 1024 * 1024, 1)]);
};
