const http = require('node:http');
const { listen } = require('../../shared/listen');

// The last hundred answers, of 1 kB each.
const answers = new Map();
let requests = 0;

listen(
  http.createServer((request, response) => {
    answers.set(requests++ % 100, new Array(125).fill(requests));
    response.end(request.url);
  }),
);
