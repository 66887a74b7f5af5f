const http = require('node:http');
const { listen } = require('./listen');
const { openSession } = require('./session');

// The bug: a session is kept under its request's id, and no request comes twice with the same id.
const sessions = new Map();

const server = http.createServer((request, response) => {
  const session = openSession(request.headers['x-request-id']);
  sessions.set(session.id, session);

  response.end(JSON.stringify({ items: session.cart.length }));
});

listen(server);
