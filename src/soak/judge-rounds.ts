import { judgeRepetition, type RepetitionFinding } from '../detect/repetition';
import { type SoakRound, type SoakSignal, soakSignals, unitOf } from './soak-floor';
import type { PerRun, SoakFinding } from './soak-result';

const words: Readonly<Record<SoakSignal, string>> = {
  heap: 'heap',
  external: 'memory outside the heap (Buffers and the like)',
  native: 'native memory',
  listeners: 'listeners',
  handles: 'open handles',
  threads: 'threads',
  fds: 'open file descriptors',
};

/** Native memory is what is left of the resident set size, by the page: small growth says nothing. */
const LEAST_NATIVE_GROWTH = 8 * 1024 * 1024;

/**
 * Judges what a unit of tests keeps, by its rounds. A leak is growth of any signal.
 *
 * @param baseline what Jest keeps per repetition of the unit
 * @param runs tests in a repetition: growth is told per run of a test
 */
export function judgeRounds(
  rounds: readonly SoakRound[],
  baseline: PerRun | null,
  runs: number,
): SoakFinding {
  const judged = soakSignals.flatMap((signal) => {
    const finding = judgeSignal(rounds, signal, baseline?.[signal] ?? 0);
    return finding === null ? [] : [{ signal, finding }];
  });
  const growing = judged.filter(({ finding }) => finding.outcome === 'grows');
  const told =
    growing[0] ?? judged.find(({ finding }) => finding.outcome === 'undecided') ?? judged[0];
  const rates = judged.map(
    ({ signal, finding }) =>
      [signal, finding.perRepetition === null ? null : finding.perRepetition / runs] as const,
  );
  return {
    outcome: told?.finding.outcome ?? 'undecided',
    growing: growing.map(({ signal }) => signal),
    reason:
      told === undefined
        ? 'there was no time to run it again'
        : `${words[told.signal]}: ${told.finding.reason}`,
    perRun: { ...unknown, ...Object.fromEntries(rates) },
    rounds,
  };
}

const unknown: PerRun = {
  heap: null,
  external: null,
  native: null,
  listeners: null,
  handles: null,
  threads: null,
  fds: null,
};

/** Null where the system does not tell of the signal, and where nothing was measured. */
function judgeSignal(
  rounds: readonly SoakRound[],
  signal: SoakSignal,
  baselinePerRepetition: number,
): RepetitionFinding | null {
  const floors = rounds.flatMap(({ repetitions, before, after }) => {
    const [from, to] = [before[signal], after[signal]];
    return from === null || to === null ? [] : [{ repetitions, before: from, after: to }];
  });
  const [first] = floors;
  const last = floors.at(-1);
  if (first === undefined || last === undefined) return null;
  const finding = judgeRepetition(floors, { unit: unitOf[signal], baselinePerRepetition });
  if (signal !== 'native' || finding.outcome === 'steady') return finding;
  if (finding.outcome === 'grows' && last.after - last.before >= LEAST_NATIVE_GROWTH) {
    return finding;
  }
  return {
    outcome: 'steady',
    perRepetition: finding.perRepetition ?? 0,
    reason: 'no growth beyond what allocators cause',
  };
}
