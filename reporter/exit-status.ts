/**
 * Makes the process exit with 1 and says why below Jest's own summary, which is all green when a leak is
 * the only thing wrong. The error is for Jest (`getLastError`), which alone survives `--forceExit`; the
 * exit code alone survives Jest's other ways out.
 */
export function failRun(closingLine: string): Error {
  process.exitCode = 1;
  process.once('exit', () => {
    process.stderr.write(closingLine);
  });
  return new Error(closingLine.trimEnd());
}
