import { detectionLimits, limitsInRecordings } from './detection-limits';
import type { Answer } from './answer';
import { byDefault, detectors, type Detector, withConfirmation } from './detectors';
import { formatKept } from './kept-bytes';
import { allCases, kinds, places, type Case, type Kind, type Where } from './labelled';
import { largeLeaks } from './large-leaks';
import { largeLeakBytes } from './leak-projects';

/**
 * How often each detector is right, on every recording with a label: `node dist/bench/accuracy.js`.
 * Exits 1 where this package calls a healthy process a leak, before or after
 * its suspects were run again.
 */
interface Score {
  readonly rightLeaks: number;
  readonly falseAlarms: number;
  readonly misses: number;
  readonly rightHealthy: number;
  /** Suspects are no alarms and count as nothing in the rest. */
  readonly suspectLeaks: number;
  readonly suspectHealthy: number;
}

interface Answered {
  readonly one: Case;
  readonly answer: Answer;
}

function scoreOf(answered: readonly Answered[]): Score {
  const count = (leaks: boolean, ...answers: readonly Answer[]) =>
    answered.filter(({ one, answer }) => one.leaks === leaks && answers.includes(answer)).length;
  return {
    rightLeaks: count(true, 'leak'),
    falseAlarms: count(false, 'leak'),
    misses: count(true, 'suspect', 'nothing'),
    rightHealthy: count(false, 'suspect', 'nothing'),
    suspectLeaks: count(true, 'suspect'),
    suspectHealthy: count(false, 'suspect'),
  };
}

/** Before and after suspects are run again; the others are there to compare with. */
const OURS: readonly Detector[] = [byDefault, withConfirmation];

const columns = [
  'leaks',
  'healthy',
  'missed',
  'false',
  'precision',
  'recall',
  'accuracy',
  'suspects',
];

function cells(score: Score): readonly string[] {
  const { rightLeaks, falseAlarms, misses, rightHealthy, suspectLeaks, suspectHealthy } = score;
  const share = (part: number, whole: number) =>
    whole === 0 ? '-' : `${((100 * part) / whole).toFixed(1)} %`;
  const all = rightLeaks + falseAlarms + misses + rightHealthy;
  return [
    String(rightLeaks + misses),
    String(falseAlarms + rightHealthy),
    String(misses),
    String(falseAlarms),
    share(rightLeaks, rightLeaks + falseAlarms),
    share(rightLeaks, rightLeaks + misses),
    share(rightLeaks + rightHealthy, all),
    `${suspectLeaks} + ${suspectHealthy}`,
  ];
}

function row(detector: string, kind: string, rest: readonly string[]): string {
  return [detector.padEnd(18), kind.padEnd(13), ...rest.map((cell) => cell.padStart(10))].join(' ');
}

function table(detector: Detector, all: readonly Answered[]): readonly string[] {
  const answered = all.filter(({ one }) => !isApart(one));
  const ofKind = (kind: Kind) => answered.filter(({ one }) => one.kind === kind);
  const at = (place: Where) => answered.filter(({ one }) => one.where === place);
  return [
    row(detector.name, 'all', cells(scoreOf(answered))),
    ...kinds
      .filter((kind) => ofKind(kind).length > 0)
      .map((kind) => row('', kind, cells(scoreOf(ofKind(kind))))),
    ...places
      .filter((place) => at(place).length > 0)
      .map((place) => row('', place, cells(scoreOf(at(place))))),
    row('', 'apart', cells(scoreOf(all.filter(({ one }) => isApart(one))))),
  ];
}

/** The line of a process that runs tests, seen from outside alone, is nothing that this package decides by. */
function isApart({ kind, withFloors }: Case): boolean {
  return (kind === 'in-band' || kind === 'worker') && !withFloors;
}

function isAlarm({ one, answer }: Answered): boolean {
  return !one.leaks && answer === 'leak';
}

function names(title: string, chosen: readonly Answered[]): readonly string[] {
  return [`  ${title}: ${listed(chosen.map(({ one }) => one.name))}`];
}

function largeLines(detector: Detector, cases: readonly Case[]): readonly string[] {
  const { runs, found, suspects, missed } = largeLeaks(cases, detector);
  const share = `${((100 * found) / runs).toFixed(1)} %`.padStart(8);
  return [
    `${detector.name.padEnd(18)} ${share} (${found} of ${runs})`,
    ...(detector === withConfirmation
      ? [`  suspects: ${listed(suspects)}`, `  missed: ${listed(missed)}`]
      : []),
  ];
}

function listed(all: readonly string[]): string {
  return all.length === 0 ? 'none' : all.join(', ');
}

function main(): number {
  const sources = allCases();
  const print = (lines: readonly string[]) => process.stdout.write(`${lines.join('\n')}\n`);
  print(
    sources.map(({ directory, found, cases }) =>
      found ? `${directory}: ${cases.length} processes` : `${directory}: not there, left out`,
    ),
  );
  const cases = sources.flatMap((one) => one.cases);
  const results = detectors.map((detector) => ({
    detector,
    answered: cases.map((one): Answered => ({ one, answer: detector.answer(one) })),
  }));
  print(['', row('detector', 'kind', columns)]);
  for (const { detector, answered } of results) print(table(detector, answered));
  print([
    '',
    'suspects: leaking + healthy ones; they are no alarms, and count as not flagged.',
    'apart: processes that run tests, recorded from outside only; this package measures these inside.',
  ]);
  for (const { detector, answered } of results) {
    const chosen = (leaks: boolean, ...answers: readonly Answer[]) =>
      answered.filter(
        ({ one, answer }) => one.leaks === leaks && answers.includes(answer) && !isApart(one),
      );
    const apart = answered.filter(({ one }) => isApart(one));
    print([
      '',
      detector.name,
      ...names('false alarms', answered.filter(isAlarm)),
      ...names('healthy suspects', chosen(false, 'suspect')),
      ...names('leaks that are suspects', chosen(true, 'suspect')),
      ...names('leaks not seen', chosen(true, 'nothing')),
      ...names(
        'apart, leaks not flagged',
        apart.filter(({ one, answer }) => one.leaks && answer !== 'leak'),
      ),
    ]);
  }
  print(['', `Leaks that retain ${formatKept(largeLeakBytes)} or more, by run:`]);
  for (const { detector } of results) print(largeLines(detector, cases));
  print([
    '',
    'test/projects/leaks, before and after suspects run again:',
    ...detectionLimits(cases),
  ]);
  for (const detector of OURS) {
    print([
      '',
      `${detector.name}, by kind: the slowest leak found in both modes, the fastest not:`,
    ]);
    print(limitsInRecordings(cases, detector));
  }
  const ours = results.filter(({ detector }) => OURS.includes(detector));
  return ours.some(({ answered }) => answered.some(isAlarm)) ? 1 : 0;
}

process.exitCode = main();
