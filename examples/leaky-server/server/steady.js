const http = require('node:http');
const { listen } = require('./listen');
const { openSession } = require('./session');

const sessions = new Map();

const server = http.createServer((request, response) => {
  const session = openSession(request.headers['x-request-id']);
  sessions.set(session.id, session);
  response.on('close', () => sessions.delete(session.id));

  response.end(JSON.stringify({ items: session.cart.length }));
});

listen(server);
