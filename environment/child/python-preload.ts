import { copyFileSync, mkdirSync, readdirSync } from 'node:fs';
import path from 'node:path';

const SOURCES = path.join(__dirname, 'python');

/**
 * The environment variables, with `PYTHONPATH` changed: every Python that is started with them (3.8 or later,
 * not with -E, -I or -S) looks at its own collections (`python-look` records in the spool). Unchanged where
 * that cannot be.
 *
 * What Python loads is copied beside what it writes: there it may leave its compiled form, and goes with it.
 */
export function pythonPreloadEnv(env: NodeJS.ProcessEnv, spool: string): NodeJS.ProcessEnv {
  const directory = path.join(spool, 'python');
  // Python knows no way to name a folder with the letter that divides folders.
  if (directory.includes(path.delimiter)) return env;
  try {
    mkdirSync(directory, { recursive: true });
    for (const name of readdirSync(SOURCES)) {
      copyFileSync(path.join(SOURCES, name), path.join(directory, name));
    }
  } catch {
    return env; // A full disk: children are judged from outside then.
  }
  const before = env['PYTHONPATH'];
  // An empty entry would stand for the working directory.
  const rest = before === undefined || before === '' ? '' : path.delimiter + before;
  return { ...env, PYTHONPATH: directory + rest };
}
