import type { FileHandle } from 'node:fs/promises';

const chunkBytes = 1 << 20;

/** A file read forward through one buffer. `chunk[at]` up to `chunk[end - 1]` is what stands ready. */
export class ByteSource {
  readonly chunk = Buffer.allocUnsafe(chunkBytes);
  at = 0;
  end = 0;
  #position = 0;

  constructor(
    private readonly file: FileHandle,
    private readonly size: number,
  ) {}

  /** Reads the next chunk once the present one is used up. False at the end of the file. */
  async refill(): Promise<boolean> {
    const { bytesRead } = await this.file.read(this.chunk, 0, chunkBytes, this.#position);
    this.#position += bytesRead;
    this.at = 0;
    this.end = bytesRead;
    return bytesRead > 0;
  }

  /** The next byte, or null at the end of the file. */
  async next(): Promise<number | null> {
    if (this.at === this.end && !(await this.refill())) return null;
    return this.chunk[this.at++] ?? null;
  }

  /** Everything up to the end of the file, in one buffer. */
  async rest(): Promise<Buffer> {
    const ready = this.end - this.at;
    const bytes = Buffer.allocUnsafe(ready + Math.max(0, this.size - this.#position));
    this.chunk.copy(bytes, 0, this.at, this.end);
    this.at = this.end;
    let filled = ready;
    while (filled < bytes.length) {
      const { bytesRead } = await this.file.read(
        bytes,
        filled,
        bytes.length - filled,
        this.#position,
      );
      if (bytesRead === 0) break;
      this.#position += bytesRead;
      filled += bytesRead;
    }
    return bytes.subarray(0, filled);
  }
}
