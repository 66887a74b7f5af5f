import { ENVIRONMENT_WITHOUT_REPORTER } from './sentences';

let given = false;

/**
 * Says once how to complete the set-up where the environment runs and the reporter does not. Only Jest's
 * first worker speaks: all of them are set up alike.
 */
export function hintOnce(): void {
  if (given) return;
  given = true;
  if ((process.env['JEST_WORKER_ID'] ?? '1') !== '1') return;
  process.stderr.write(`${ENVIRONMENT_WITHOUT_REPORTER}\n`);
}
