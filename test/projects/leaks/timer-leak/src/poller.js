const { price } = require('../../shared/catalog');

// Unref'ed, so that Jest does not wait for it, and never cleared, so that it goes on for ever.
exports.start = () => {
  setInterval(function poll() {
    price(Date.now());
  }, 1_000).unref();
};
