test('fake timers that are never put back', () => {
  jest.useFakeTimers();
  setTimeout(() => {}, 1000);
  setInterval(() => {}, 1000);
  jest.advanceTimersByTime(5000);
});
