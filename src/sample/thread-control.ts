/** Words that the main thread and the sampler's thread share. */
const WAKE = 0;
const STOP = 1;
const FLUSH_WANTED = 2;
const FLUSH_DONE = 3;
const WORDS = 4;

/** Both ends of the talk between the main thread and the sampler's: no message, no event loop. */
export class ThreadControl {
  readonly #words: Int32Array;

  constructor(readonly shared = new SharedArrayBuffer(WORDS * Int32Array.BYTES_PER_ELEMENT)) {
    this.#words = new Int32Array(shared);
  }

  requestStop(): void {
    Atomics.store(this.#words, STOP, 1);
    this.#wake();
  }

  /** Returns the number of the request. */
  requestFlush(): number {
    const request = Atomics.add(this.#words, FLUSH_WANTED, 1) + 1;
    this.#wake();
    return request;
  }

  /** Blocks until the flush is done, at most for `timeoutMs`. Returns whether it is. */
  awaitFlush(request: number, timeoutMs: number): boolean {
    const deadline = performance.now() + timeoutMs;
    for (;;) {
      const done = Atomics.load(this.#words, FLUSH_DONE);
      if (done >= request) return true;
      const left = deadline - performance.now();
      if (left <= 0) return false;
      Atomics.wait(this.#words, FLUSH_DONE, done, left);
    }
  }

  get stopWanted(): boolean {
    return Atomics.load(this.#words, STOP) === 1;
  }

  /** The number of a flush that is wanted and not done, or 0. */
  get flushWanted(): number {
    const wanted = Atomics.load(this.#words, FLUSH_WANTED);
    return wanted > Atomics.load(this.#words, FLUSH_DONE) ? wanted : 0;
  }

  flushDone(request: number): void {
    Atomics.store(this.#words, FLUSH_DONE, request);
    Atomics.notify(this.#words, FLUSH_DONE);
  }

  /** To be read before looking at the requests, so that one that comes in between is not slept over. */
  get wakes(): number {
    return Atomics.load(this.#words, WAKE);
  }

  sleep(wakes: number, ms: number): void {
    Atomics.wait(this.#words, WAKE, wakes, ms);
  }

  #wake(): void {
    Atomics.add(this.#words, WAKE, 1);
    Atomics.notify(this.#words, WAKE);
  }
}
