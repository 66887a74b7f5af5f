import type { Report, Verdict } from '../src/report/report';
import { formatBytes, formatSeconds } from '../src/units';
import { nameOf, plural } from './summary-sentences';
import type { Terms } from './summary-terms';

/** What is said of processes that could not be judged, without layout. */

/** `3 not judged (lived under 10 s)`; null where all were judged. */
export function unjudged(
  { verdicts, processes }: Report,
  shortLifeMs: number,
  terms: Terms,
): string | null {
  const ids = new Set(
    verdicts
      .filter(({ kind, slight }) => kind === 'inconclusive' && slight !== true)
      .map(({ processId }) => processId),
  );
  const lives = processes.filter(({ id }) => ids.has(id)).map(({ lifetimeMs }) => lifetimeMs);
  const short = lives.filter((life) => life < shortLifeMs).length;
  const others = lives.length - short;
  const parts = [
    short > 0 ? `${short} not judged (lived under ${formatSeconds(shortLifeMs / 1000)})` : null,
    others > 0 ? `${others} not judged (${terms.fullReport} says why)` : null,
  ].filter((part) => part !== null);
  return parts.length === 0 ? null : parts.join(', ');
}

/**
 * Children that grew a little, in one sentence for all: each may be healthy, and a block for every server that
 * some test starts would bury the others. Nothing where there are none.
 */
export function grewALittle({ verdicts }: Report, { fullReport }: Terms): string[] {
  const slight = verdicts.filter((verdict) => verdict.slight === true);
  if (slight.length === 0) return [];
  const names = [...new Set(slight.map(({ processName }) => nameOf(processName)))];
  const who = `${plural(slight.length, 'process', 'processes')} (${names.slice(0, 3).join(', ')})`;
  const most = formatBytes(Math.max(...slight.map(growthOf)));
  return [
    `Not decided: ${who} that tests started grew by up to ${most}, which may be garbage; ${fullReport} says why. With more time: npx tidemark confirm --time 5m`,
  ];
}

function growthOf({ rate, window }: Verdict): number {
  return ((rate?.value ?? 0) * ((window?.to ?? 0) - (window?.from ?? 0))) / 1000;
}
