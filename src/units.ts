const byteUnits: Readonly<Record<string, number>> = {
  '': 1,
  b: 1,
  k: 1e3,
  kb: 1e3,
  kib: 1024,
  m: 1e6,
  mb: 1e6,
  mib: 1024 ** 2,
  g: 1e9,
  gb: 1e9,
  gib: 1024 ** 3,
  t: 1e12,
  tb: 1e12,
  tib: 1024 ** 4,
};

/**
 * Bytes of a size as people write it: `512MB`, `4 GiB`, `1.5g`; null where it is none. Units mean what
 * they mean in Jest's `workerIdleMemoryLimit`: MB is a million bytes, MiB is 1024 × 1024.
 */
export function parseBytes(text: string): number | null {
  const [, digits, unit] = /^\s*(\d+(?:\.\d+)?)\s*([a-z]*)\s*$/i.exec(text) ?? [];
  const factor = unit === undefined ? undefined : byteUnits[unit.toLowerCase()];
  return digits === undefined || factor === undefined ? null : Math.round(Number(digits) * factor);
}

/**
 * A size for people, always in multiples of 1024: memory is sold, limited and shown by other tools in
 * them, and the names KiB, MiB, GiB leave no doubt.
 */
export function formatBytes(bytes: number): string {
  const names = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB'];
  let value = Math.abs(bytes);
  let step = 0;
  // Compared as it will be printed: 1023.99 KiB is 1 MiB, not 1024 KiB.
  while (Number(rounded(value)) >= 1024 && step < names.length - 1) {
    value /= 1024;
    step += 1;
  }
  return `${bytes < 0 ? '-' : ''}${rounded(value)} ${names[step]}`;
}

/** A duration for people: `48 s`, `12 min`, `6.7 h`, `3.1 days`. */
export function formatSeconds(seconds: number): string {
  if (seconds < 1) {
    return 'under 1 s';
  }
  if (seconds < 120) {
    return `${rounded(seconds)} s`;
  }
  const hours = seconds / 3600;
  if (hours < 2) {
    return `${rounded(seconds / 60)} min`;
  }
  return hours < 48 ? `${rounded(hours)} h` : `${rounded(hours / 24)} days`;
}

/** One decimal below 100, where it says something; none above. */
function rounded(value: number): string {
  return value < 99.95 ? String(Math.round(value * 10) / 10) : String(Math.round(value));
}
