#!/usr/bin/env node
import { run } from './cli/run';
import { codeOf } from './spool/error-code';

// A reader that has seen enough (`| head`) closes the pipe: no error, and the exit status stands.
process.stdout.on('error', (error) => {
  if (codeOf(error) !== 'EPIPE') throw error;
});

// Not `process.exit`, which would cut off what is still on its way into a pipe.
void end();

async function end(): Promise<void> {
  process.exitCode = await run(process.argv.slice(2));
}
