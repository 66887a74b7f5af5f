/**
 * Breaks plain text (no colours yet) between words into lines of at most `width` letters. A line that
 * begins with spaces is a command, to be copied: it stays whole. So does a word that is too long, and a
 * number with its unit. An arrow stays with what it leads to.
 */
export function wrap(text: string, width: number): string[] {
  return text
    .split('\n')
    .flatMap((line) => (line.startsWith(' ') ? [line] : wrapLine(line, width)));
}

function wrapLine(line: string, width: number): string[] {
  const lines: string[] = [];
  let current = '';
  for (const word of line.split(
    /(?<!→|→ variable|→ function) (?!(?:%|CPU|[KMGT]iB|s|h|min)(?:\W|$))/,
  )) {
    if (current !== '' && current.length + 1 + word.length > width) {
      lines.push(current);
      current = word;
    } else {
      current = current === '' ? word : `${current} ${word}`;
    }
  }
  return [...lines, current];
}
