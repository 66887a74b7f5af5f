import { detectionLimits } from './detection-limits';
import { detectors, type Answer, type Detector } from './detectors';
import { allCases, kinds, places, type Case, type Kind, type Where } from './labelled';

/**
 * How often each detector is right, on every recording with a label: `node dist/bench/accuracy.js`.
 * Exits 1 where the default detector calls a healthy process a leak.
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

function table(detector: Detector, answered: readonly Answered[]): readonly string[] {
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
    ...(['with floors', 'outside only'] as const).map((name) => {
      const chosen = answered.filter(
        ({ one }) => one.withFloors === (name === 'with floors') && runsTests(one),
      );
      return row('', name, cells(scoreOf(chosen)));
    }),
  ];
}

function runsTests({ kind }: Case): boolean {
  return kind === 'in-band' || kind === 'worker';
}

function names(title: string, chosen: readonly Answered[]): readonly string[] {
  if (chosen.length === 0) return [`  ${title}: none`];
  return [`  ${title}: ${chosen.map(({ one }) => one.name).join(', ')}`];
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
  print(['', 'suspects: leaking + healthy ones; they are no alarms, and count as not flagged.']);
  for (const { detector, answered } of results) {
    const chosen = (leaks: boolean, ...answers: readonly Answer[]) =>
      answered.filter(({ one, answer }) => one.leaks === leaks && answers.includes(answer));
    print([
      '',
      detector.name,
      ...names('false alarms', chosen(false, 'leak')),
      ...names('healthy suspects', chosen(false, 'suspect')),
      ...names('leaks that are suspects', chosen(true, 'suspect')),
      ...names('leaks not seen', chosen(true, 'nothing')),
    ]);
  }
  print(['', 'default, on test/projects/leaks:', ...detectionLimits(cases)]);
  const byDefault = results[0]?.answered ?? [];
  return byDefault.some(({ one, answer }) => !one.leaks && answer === 'leak') ? 1 : 0;
}

process.exitCode = main();
