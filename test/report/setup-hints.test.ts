import { setupHint } from '../../src/report/setup-hints';

const hint = (files: number, watchedFiles: number) => setupHint({ files, watchedFiles });

test('nothing is said where every file was watched, or there was none', () => {
  expect(hint(12, 12)).toBeNull();
  expect(hint(0, 0)).toBeNull();
});

test('the reporter alone says which line is missing', () => {
  expect(hint(12, 0)).toBe(
    "No test file ran in jest-tidemark's environment, so memory was seen from outside only. Add to the Jest config: testEnvironment: 'jest-tidemark/environment'",
  );
});

test('files of another environment are counted', () => {
  expect(hint(12, 7)).toBe(
    '5 of 12 test files ran in another environment, and were seen from outside only. Wrap that environment with withTidemark from jest-tidemark/environment.',
  );
});
