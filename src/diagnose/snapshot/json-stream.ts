import type { ByteSource } from './byte-source';

const rowsPerBlock = 1 << 14;
const quote = 0x22;
const backslash = 0x5c;

/** The next key of the object, or null where the object or the file ends. Reads up to the colon. */
export async function readKey(source: ByteSource): Promise<string | null> {
  let key = '';
  let inString = false;
  for (;;) {
    const byte = await source.next();
    if (byte === null || byte === 0x7d) return null;
    if (byte === 0x3a) return key;
    if (byte === quote) inString = !inString;
    else if (inString) key += String.fromCharCode(byte);
  }
}

/** Reads up to the `[` of the array that must come next. */
export async function enterArray(source: ByteSource): Promise<boolean> {
  for (;;) {
    const byte = await source.next();
    if (byte === 0x5b) return true;
    if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d) return false;
  }
}

/** The text of the object or array that comes next; null where the file ends in it. */
export async function readValue(source: ByteSource, keep: boolean): Promise<string | null> {
  const bytes: number[] = [];
  let depth = 0;
  let inString = false;
  for (;;) {
    const byte = await source.next();
    if (byte === null) return null;
    if (keep) bytes.push(byte);
    if (inString) {
      if (byte === quote) inString = false;
      else if (byte === backslash) {
        const escaped = await source.next();
        if (keep && escaped !== null) bytes.push(escaped);
      }
    } else if (byte === quote) inString = true;
    else if (byte === 0x7b || byte === 0x5b) depth++;
    else if ((byte === 0x7d || byte === 0x5d) && --depth === 0)
      return Buffer.from(bytes).toString('utf8');
  }
}

/**
 * Reads an array of whole numbers, after its `[`, in rows of `width` numbers. `onRows` gets a block
 * that is used again for the next rows. False where the file ends in it, or in the middle of a row.
 */
export async function readRows(
  source: ByteSource,
  width: number,
  onRows: (block: Float64Array, rows: number) => void,
): Promise<boolean> {
  const block = new Float64Array(width * rowsPerBlock);
  let filled = 0;
  let value = 0;
  let inNumber = false;
  while (source.at < source.end || (await source.refill())) {
    const { chunk, end } = source;
    let at = source.at;
    while (at < end) {
      const digit = (chunk[at++] ?? 0) - 0x30;
      if (digit >= 0 && digit <= 9) {
        value = value * 10 + digit;
        inNumber = true;
        continue;
      }
      if (inNumber) {
        block[filled++] = value;
        value = 0;
        inNumber = false;
        if (filled === block.length) {
          onRows(block, rowsPerBlock);
          filled = 0;
        }
      }
      if (digit === 0x5d - 0x30) {
        source.at = at;
        onRows(block, Math.floor(filled / width));
        return filled % width === 0;
      }
    }
    source.at = at;
  }
  return false;
}
