const http = require('node:http');
const { listen } = require('../../shared/listen');

// 1 kB a request, kept under its number: 125 numbers of 8 bytes.
const answers = new Map();

listen(
  http.createServer((request, response) => {
    answers.set(answers.size, new Array(125).fill(answers.size));
    response.end(request.url);
  }),
);
