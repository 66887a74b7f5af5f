const { price } = require('../../shared/catalog');

let timer;

exports.start = () => {
  timer = setInterval(function poll() {
    price(Date.now());
  }, 1_000).unref();
};
exports.stop = () => clearInterval(timer);
