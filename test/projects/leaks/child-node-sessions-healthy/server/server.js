const http = require('node:http');
const { listen } = require('../../shared/listen');

// A session lives for two seconds: long enough to survive V8's young collections, so that it waits
// as garbage among the old objects until a full collection comes.
const TIME_TO_LIVE_MS = 2_000;
const sessions = new Map();
let requests = 0;

setInterval(() => {
  const now = Date.now();
  for (const [id, session] of sessions) {
    if (session.expiresAt > now) break;
    sessions.delete(id);
  }
}, 250).unref();

listen(
  http.createServer((request, response) => {
    sessions.set(requests++, {
      expiresAt: Date.now() + TIME_TO_LIVE_MS,
      basket: Array.from({ length: 20 }, (_, line) => ({ sku: `sku-${line}`, count: requests })),
    });
    response.end(request.url);
  }),
);
