import { existsSync } from 'node:fs';

const POLL_MS = 100;

/** Waits for a file that another process writes last of all. */
export function whenWritten(file: string) {
  let poll: NodeJS.Timeout | undefined;
  const wait = new Promise<{ answer: 'written' }>((resolve) => {
    poll = setInterval(() => {
      if (existsSync(file)) resolve({ answer: 'written' });
    }, POLL_MS);
  });
  return { wait, giveUp: () => clearInterval(poll) };
}
