import { judgeRepetition, type RepetitionFinding } from '../detect/repetition';
import { type SoakRound, type SoakSignal, soakSignals, unitOf } from './soak-floor';
import { nothingMeasured, type PerRun, type SoakFinding } from './soak-result';

const words: Readonly<Record<SoakSignal, string>> = {
  heap: 'Heap',
  external: 'Memory outside the heap (Buffers and the like)',
  native: 'Native memory',
  listeners: 'Listeners',
  handles: 'Open handles',
  threads: 'Threads',
  fds: 'Open file descriptors',
};

/**
 * What floors differ by though nothing is kept. V8's tables grow in steps: up to 71,168 bytes in a round of
 * an empty test after 500 of them, with rounds of 7 to 49 KB around it. Native memory is what is left of
 * the resident set size, by the page.
 */
const noise: Readonly<Record<SoakSignal, number>> = {
  heap: 32 * 1024,
  external: 32 * 1024,
  native: 2 * 1024 * 1024,
  listeners: 0,
  handles: 0,
  threads: 0,
  fds: 0,
};

/**
 * Before so many runs much is still done for the first times: jsdom tests that keep nothing grew by 358,336
 * bytes in a round of 64, in proportion for four rounds. Growth must be clearer then, by so many times.
 */
const WARM = { repetitions: 1024, clearer: 8 };

/**
 * Judges what a unit of tests keeps, by its rounds. A leak is growth of any signal.
 *
 * @param baseline what Jest keeps per repetition of the unit
 * @param runs tests in a repetition: growth is told per run of a test
 * @param warm whether what is run has run as often before
 */
export function judgeRounds(
  rounds: readonly SoakRound[],
  baseline: PerRun | null,
  runs: number,
  warm: boolean,
): SoakFinding {
  const judged = soakSignals.flatMap((signal) => {
    const finding = judgeSignal(rounds, signal, baseline?.[signal] ?? 0, warm);
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
        ? 'There was no time to run it again.'
        : `${words[told.signal]}: ${told.finding.reason}`,
    perRun: { ...nothingMeasured, ...Object.fromEntries(rates) },
    rounds,
  };
}

/** Null where the system does not tell of the signal, and where nothing was measured. */
function judgeSignal(
  rounds: readonly SoakRound[],
  signal: SoakSignal,
  baselinePerRepetition: number,
  warm: boolean,
): RepetitionFinding | null {
  const floors = rounds.flatMap(({ repetitions, before, after }) => {
    const [from, to] = [before[signal], after[signal]];
    return from === null || to === null ? [] : [{ repetitions, before: from, after: to }];
  });
  const last = floors.at(-1)?.repetitions;
  if (last === undefined) return null;
  const judge = (times: number) =>
    judgeRepetition(floors, {
      unit: unitOf[signal],
      baselinePerRepetition,
      noise: noise[signal] * times,
    });
  const finding = judge(1);
  const believed = finding.outcome !== 'grows' || warm || last >= WARM.repetitions;
  if (believed || judge(WARM.clearer).outcome === 'grows') return finding;
  return {
    outcome: 'undecided',
    perRepetition: finding.perRepetition,
    reason: `It grows, and the repetitions are too few to tell a leak of this size from warm-up: ${last} in the last round.`,
  };
}
