import { stripVTControlCharacters } from 'node:util';

/**
 * One line of text from outside (a process name, a path) that is safe to print: without escape sequences,
 * control characters, and the invisible ones that turn the direction of writing. At most `most` characters.
 */
export function printable(text: string, most = 200): string {
  const clean = stripVTControlCharacters(text)
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .replace(/[\p{Cf}\p{Cs}]/gu, '')
    .trim();
  return clean.length > most ? `${clean.slice(0, most - 1).replace(/\p{Cs}$/u, '')}…` : clean;
}
