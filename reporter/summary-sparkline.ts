const blocks = '▁▂▃▄▅▆▇█';
const ascii = '_.-:=+*#';

/**
 * A row of at most `columns` letters, from the least value to the greatest: it shows the form, so the
 * sizes belong beside it. Values that differ by less than a twentieth of the greatest are drawn level,
 * lest noise look like growth.
 */
export function sparkline(values: readonly number[], columns: number, unicode: boolean): string {
  const levels = unicode ? blocks : ascii;
  const shown = narrowed(values, columns);
  const least = Math.min(...shown);
  const greatest = Math.max(...shown);
  const span = greatest - least;
  return shown
    .map((value) => (span <= greatest / 20 ? 0 : (value - least) / span))
    .map((share) => levels[Math.min(levels.length - 1, Math.floor(share * levels.length))])
    .join('');
}

/** Means of neighbours, where there are more values than columns. */
function narrowed(values: readonly number[], columns: number): number[] {
  const width = Math.min(columns, values.length);
  return Array.from({ length: width }, (_, column) => {
    const from = Math.floor((column * values.length) / width);
    const slice = values.slice(from, Math.floor(((column + 1) * values.length) / width));
    return slice.reduce((sum, value) => sum + value, 0) / slice.length;
  });
}
