import type { BrokenLine } from '../store/csv';

const reasons: Readonly<Record<BrokenLine['reason'], string>> = {
  fields: 'not four fields',
  'process id': 'the process id is no whole number',
  time: 'the time is none, or of another form',
  memory: 'the memory is no number of bytes',
};
const mostNamed = 5;

/** `2 lines passed over: line 3 (not four fields), line 9 (…)`; null where none is broken. */
export function brokenLinesSentence(broken: readonly BrokenLine[]): string | null {
  if (broken.length === 0) return null;
  const named = broken
    .slice(0, mostNamed)
    .map(({ line, reason }) => `line ${line} (${reasons[reason]})`)
    .join(', ');
  const more = broken.length - mostNamed;
  const count = broken.length === 1 ? '1 line' : `${broken.length} lines`;
  return `${count} passed over: ${named}${more > 0 ? `, and ${more} more` : ''}`;
}
