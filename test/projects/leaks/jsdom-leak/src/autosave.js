const { setInterval } = require('node:timers');

// Node's own timer: closing the window does not clear it, and it holds the window.
exports.start = () => {
  setInterval(function autosave() {
    localStorage.setItem('draft', document.body.innerHTML);
  }, 60_000).unref();
};
