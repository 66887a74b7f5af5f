import { stripVTControlCharacters } from 'node:util';
import { didYouMean } from '../option-rules';

/** The name that was probably meant, or null. What Jest's own question is made of, without its colours. */
export function nearestName(name: string, names: string[]): string | null {
  const question = stripVTControlCharacters(didYouMean(name, names));
  return /"(.*)"/.exec(question)?.[1] ?? null;
}
