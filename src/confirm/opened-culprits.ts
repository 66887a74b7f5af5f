import { openerEvidence } from '../openers/opener-text';
import type { Culprit } from '../report/report';
import type { Growth } from './repeated';

/** Who opened what is open still: the project's code, and the package by which it did so. */
export function openedCulprits(openers: Growth['openers']): Culprit[] {
  if (openers === undefined) return [];
  const { per, all } = openers;
  return all.flatMap((opener) => {
    const { kind, count, perRun, through } = opener;
    const opened = { kind, count, perRun, per };
    const evidence = openerEvidence(opener, per);
    const own: Culprit = {
      path: opener.file,
      package: opener.package,
      evidence,
      opened: { ...opened, line: opener.line },
    };
    if (through === null) return [own];
    const called = openerEvidence({ ...opener, ...through, through: null }, per).replace(
      /\)\.$/,
      `, called from ${opener.file}:${opener.line}).`,
    );
    return [own, { path: through.file, package: through.package, evidence: called }];
  });
}
