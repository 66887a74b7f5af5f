import { printable } from '../report/printable';
import type { Verdict } from '../report/report';
import type { SoakSignal } from '../soak/soak-floor';
import type { SoakedTest, SoakFinding, SoakResult } from '../soak/soak-result';
import { formatBytes } from '../units';
import type { Growth, Settled } from './repeated';

/** Signals of a soak as verdicts name them. */
const SIGNALS: Readonly<Record<SoakSignal, string>> = {
  heap: 'retained-heap',
  external: 'external',
  native: 'native',
  listeners: 'listeners',
  handles: 'handles',
  threads: 'threads',
  fds: 'fds',
};
const BYTES: readonly SoakSignal[] = ['heap', 'external', 'native'];

/**
 * What repeating the tests of a file within it says of the file. It is cleared only where all of its tests
 * were repeated together and nothing grew.
 *
 * @param file as the report has it; those of `openers` are absolute still
 */
export function judgeSoakedFile(result: SoakResult, file: string): Growth | Settled {
  const { whole, tests, repetitions: runs } = result;
  const grown = strongest(tests.filter(({ outcome }) => outcome === 'grows'));
  if (grown !== undefined) {
    const what = grown.kind === 'hooks' ? 'The hooks of' : 'The test';
    return growing(
      grown,
      `${what} "${printable(grown.name)}" ${grown.kind === 'hooks' ? 'keep' : 'keeps'}`,
      runs,
      file,
    );
  }
  if (whole?.outcome === 'grows') return growing(whole, 'Its tests together keep', runs, file);
  const left = tests.filter(({ outcome }) => outcome === 'not-repeatable').length;
  if (whole?.outcome === 'steady' && left === 0)
    return { outcome: 'steady', runs, reason: whole.reason };
  const reason =
    left > 0
      ? `${left} of its tests cannot be repeated: they fail the second time.`
      : (whole?.reason ?? result.notes[0] ?? 'None of its tests could be repeated.');
  return { outcome: 'undecided', runs, reason };
}

function strongest(tests: readonly SoakedTest[]): SoakedTest | undefined {
  const bytes = ({ perRun }: SoakedTest) => BYTES.reduce((sum, key) => sum + (perRun[key] ?? 0), 0);
  return tests.toSorted((a, b) => bytes(b) - bytes(a))[0];
}

function growing(
  { growing: signals, perRun, reason: why, openers = [] }: Omit<SoakFinding, 'outcome'>,
  subject: string,
  runs: number,
  file: string,
): Growth | Settled {
  const [signal = 'heap'] = signals;
  const value = perRun[signal];
  const inBytes = BYTES.includes(signal);
  const amount =
    value === null ? 'more' : inBytes ? `${formatBytes(value)} more` : `${value} more ${signal}`;
  const evidence = `${subject} ${amount} each time.`;
  const rate: Verdict['rate'] = value !== null && inBytes ? { value, unit: 'bytes/test' } : null;
  return {
    outcome: 'grows',
    runs,
    reason: `${evidence} ${why}`,
    ...(openers.length > 0 ? { openers: { per: 'test', all: openers } } : {}),
    verdict: {
      signal: SIGNALS[signal],
      rate,
      r2: null,
      window: null,
      exhaustion: null,
      culprits: [{ path: file, package: null, evidence }],
      advice: null,
    },
  };
}
