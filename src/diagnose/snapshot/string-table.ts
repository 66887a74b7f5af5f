const quote = 0x22;
const backslash = 0x5c;

/** The strings of a snapshot, decoded when asked for: most of them never are. */
export interface StringTable {
  readonly count: number;
  /** The text of a string; empty for an index out of range. V8 cuts strings at 1,024 characters. */
  at(index: number): string;
  /** The index of a text that needs no escapes in JSON, or -1: every text stands there once. */
  indexOf(text: string): number;
}

/**
 * Indexes a JSON array of strings from the bytes after its `[`. Null where the array does not end, or
 * holds something else than strings. The bytes are kept, not copied.
 */
export function indexStrings(bytes: Buffer): StringTable | null {
  let starts = new Uint32Array(1 << 16);
  let count = 0;
  let at = 0;
  for (;;) {
    while (isBetweenStrings(bytes[at])) at++;
    if (bytes[at] === 0x5d) return stringTable(bytes, starts.slice(0, count));
    if (bytes[at] !== quote) return null;
    if (count === starts.length) starts = doubled(starts);
    starts[count++] = at + 1;
    at = endOfString(bytes, at + 1) + 1;
  }
}

function isBetweenStrings(byte: number | undefined): boolean {
  return byte === 0x2c || byte === 0x0a || byte === 0x0d || byte === 0x20;
}

/** The place of the closing quote, or the length where there is none. */
function endOfString(bytes: Buffer, start: number): number {
  let at = start;
  while (at < bytes.length && bytes[at] !== quote) at += bytes[at] === backslash ? 2 : 1;
  return Math.min(at, bytes.length);
}

/** The same numbers in an array of twice the length. */
export function doubled(array: Uint32Array): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(array.length * 2);
  larger.set(array);
  return larger;
}

function stringTable(bytes: Buffer, starts: Uint32Array): StringTable {
  const found = new Map<string, number>();
  return {
    count: starts.length,
    at(index) {
      const start = starts[index];
      if (start === undefined) return '';
      const text = bytes.toString('utf8', start, endOfString(bytes, start));
      return text.includes('\\') ? decode(text) : text;
    },
    indexOf(text) {
      const known = found.get(text) ?? search(bytes, starts, text);
      found.set(text, known);
      return known;
    },
  };
}

function search(bytes: Buffer, starts: Uint32Array, text: string): number {
  const needle = `"${text}"`;
  for (let at = bytes.indexOf(needle); at >= 0; at = bytes.indexOf(needle, at + 1)) {
    const index = lowerBound(starts, at + 1);
    // The same bytes can stand inside a string, between escaped quotes.
    if (starts[index] === at + 1) return index;
  }
  return -1;
}

function lowerBound(ascending: Uint32Array, value: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ascending[middle] ?? 0) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

function decode(text: string): string {
  try {
    return String(JSON.parse(`"${text}"`));
  } catch {
    // An escape that JSON does not know: the raw text still tells the reader most.
    return text;
  }
}
