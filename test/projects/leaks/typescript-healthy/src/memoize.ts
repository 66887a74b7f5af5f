/** What can be told apart by its text. */
export type Key = string | number;

export interface Memoized<Input, Output> {
  (input: Input): Output;
}

/** Asks a function once for each key, and keeps its answers. */
export function memoize<Input, Output>(
  ask: (input: Input) => Output,
  keyOf: (input: Input) => Key,
): Memoized<Input, Output> {
  const answers = new Map<Key, Output>();
  return function memoized(input) {
    const key = keyOf(input);
    const known = answers.get(key);
    if (known !== undefined) return known;
    const answer = ask(input);
    answers.set(key, answer);
    return answer;
  };
}
