import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import type { HeapGraph } from '../../../src/diagnose/snapshot/heap-graph';
import { parseSnapshot } from '../../../src/diagnose/snapshot/parse-snapshot';

const run = promisify(execFile);

export interface ChildSnapshots {
  readonly dir: string;
  /** In the order that the child took them. */
  readonly graphs: readonly HeapGraph[];
  readonly bytes: Buffer;
}

/**
 * Runs `main.js` of some files in a process of its own. The script gets `snapshot()`, which writes a
 * heap snapshot; `bytes` is the first of them.
 */
export function snapshotsOf(files: { readonly [name: string]: string }): Promise<ChildSnapshots> {
  return withSnapshots(files, async (paths, dir) => {
    const graphs: HeapGraph[] = [];
    for (const file of paths) {
      const result = await parseSnapshot(file);
      if (result.outcome !== 'parsed') throw new Error(result.message);
      graphs.push(result.graph);
    }
    return { dir, graphs, bytes: await readFile(paths[0] ?? '') };
  });
}

/** The same, with the files as long as `use` takes. */
export async function withSnapshots<T>(
  files: { readonly [name: string]: string },
  use: (paths: readonly string[], dir: string) => Promise<T>,
): Promise<T> {
  const dir = await realpath(await mkdtemp(path.join(tmpdir(), 'tidemark-snapshot-')));
  try {
    const preload = `let taken = 0;
      globalThis.snapshot = () => require('node:v8').writeHeapSnapshot(__dirname + '/' + ++taken + '.heapsnapshot');
      process.on('exit', () => require('node:fs').writeFileSync(__dirname + '/taken', String(taken)));`;
    for (const [name, text] of Object.entries({ ...files, 'preload.js': preload })) {
      await mkdir(path.dirname(path.join(dir, name)), { recursive: true });
      await writeFile(path.join(dir, name), text);
    }
    await run(process.execPath, ['-r', './preload.js', 'main.js'], { cwd: dir });
    const taken = Number(await readFile(path.join(dir, 'taken'), 'utf8'));
    const paths = Array.from({ length: taken }, (_, at) => `${dir}/${at + 1}.heapsnapshot`);
    return await use(paths, dir);
  } finally {
    await rm(dir, { recursive: true });
  }
}
