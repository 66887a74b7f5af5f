const units: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  min: 60_000,
  h: 3_600_000,
};

/** Milliseconds of a time as people write it: `60s`, `2m`, `500ms`; a bare number is seconds. Null where it is none. */
export function parseDuration(text: string): number | null {
  const [, digits, unit] = /^\s*(\d+(?:\.\d+)?)\s*([a-z]*)\s*$/i.exec(text) ?? [];
  const factor = unit === undefined ? undefined : units[unit.toLowerCase() || 's'];
  const value = Number(digits) * (factor ?? Number.NaN);
  return value > 0 ? value : null;
}
