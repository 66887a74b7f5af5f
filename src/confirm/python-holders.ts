import { readFileSync } from 'node:fs';
import { diagnosePython } from '../diagnose/python/diagnose-python';
import { runtimeOf } from '../report/runtime';
import { pythonByProcess } from '../spool/python-looks';
import { readSpool } from '../spool/reader';
import type { ChildHolders, GrownChild } from './child-holders';

/** What holds the memory of a Python child, by what it wrote of its own collections; null for any other. */
export async function holdersInPython(child: GrownChild): Promise<ChildHolders | null> {
  const { processId, name, rate, directory, bench } = child;
  const { logs } = await readSpool(directory);
  const seen = pythonByProcess(logs).get(processId);
  if (seen === undefined) {
    return runtimeOf(name) === 'python' ? { diagnosis: null, notes: [NOT_SEEN] } : null;
  }
  const { rootDir } = bench.facts;
  const diagnosis = diagnosePython(seen, rate, { rootDir, readText: textOf });
  return { diagnosis, notes: diagnosis.notes };
}

const NOT_SEEN =
  'What holds the memory of the Python child is not known: it was not looked into, which needs CPython 3.8 or later, without -E, -I and -S, and with the PYTHONPATH that the tests have.';

function textOf(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null; // Zipped, or gone: then the line is not told.
  }
}
