import type { Judgement } from '../detect/judgement';
import type { ObservedProcess } from '../series/process';

/** More than this are never run again. */
const MOST = 200;

/**
 * The test files that a leak or a suspicion is about, absolute: those that the deciding finding names, all
 * of the process where it names none, and for a child the one that started it.
 */
export function testFilesOf(process: ObservedProcess, judgement: Judgement): string[] {
  const { kind, signal, reason, findings, slight, culprits = [] } = judgement;
  if (kind !== 'leak' && kind !== 'suspect' && slight !== true) return [];
  if (process.startedBy !== null) return [process.startedBy];
  const named = findings.flatMap((finding) =>
    'culprits' in finding && finding.signal === signal && finding.reason === reason
      ? finding.culprits.map(({ path }) => path)
      : [],
  );
  const all = process.files.map(({ path }) => path);
  // Of what was seen from outside: those after which there was more of it.
  const seen = culprits.map(({ path }) => path).filter((path) => all.includes(path));
  const files = named.length > 0 ? named : seen.length > 0 ? seen : all;
  return [...new Set(files)].slice(0, MOST);
}
