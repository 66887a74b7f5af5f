export interface Named {
  readonly step: 'variable' | 'attribute';
  readonly name: string;
}

/**
 * The line (from 1) of a Python source that first gives a variable or an attribute its value, such as
 * `rows = []`, `rows: list[Row] = []` or `self.rows = []`; null where none does so in plain words.
 *
 * @param from the line to begin at: that of the function whose variable it is
 */
export function assignedLine(
  source: string,
  { step, name }: Named,
  from: number | null,
): number | null {
  if (!/^[\p{L}_][\p{L}\p{N}_]*$/u.test(name)) return null;
  const owner = step === 'attribute' ? String.raw`(?:\w+\.)?` : '';
  const value = String.raw`${owner}${name}\s*(?::[^=]+)?=(?!=)`;
  const lines = source.split(/\r?\n/);
  const first = (assignment: RegExp) => {
    const index = lines.findIndex((line, at) => at + 1 >= (from ?? 1) && assignment.test(line));
    return index < 0 ? null : index + 1;
  };
  // A variable of the module stands at the margin, unless a function declares it global.
  const isOfModule = step === 'variable' && from === null;
  const atMargin = isOfModule ? first(new RegExp(`^${value}`, 'u')) : null;
  return atMargin ?? first(new RegExp(String.raw`^\s*${value}`, 'u'));
}
