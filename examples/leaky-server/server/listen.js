/** Listens on a free port of this machine only, tells it on stdout, and ends when its parent does. */
exports.listen = (server) => {
  server.listen(0, '127.0.0.1', () => console.log(server.address().port));
  process.stdin.resume().on('end', () => process.exit());
};
