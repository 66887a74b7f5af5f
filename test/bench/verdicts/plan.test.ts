import { parseConditions, tenConditions } from '../../../bench/verdicts/condition';
import { planRounds } from '../../../bench/verdicts/plan';

const conditions = parseConditions('band workers+load');

test('each round takes all projects under the next condition', () => {
  const rounds = planRounds(['a', 'b'], conditions, 3, []);
  expect(rounds.map((round) => round.map((run) => run.project))).toEqual([
    ['a', 'b'],
    ['a', 'b'],
    ['a', 'b'],
  ]);
  expect(rounds.map(([first]) => first)).toEqual([
    { project: 'a', mode: 'band', loaded: false, round: 1 },
    { project: 'a', mode: 'workers', loaded: true, round: 2 },
    { project: 'a', mode: 'band', loaded: false, round: 3 },
  ]);
});

test('what a log holds is not made again, other conditions and rounds are', () => {
  const done = [
    { project: 'a', mode: 'band', loaded: false, round: 1 },
    { project: 'b', mode: 'workers', loaded: false, round: 2 },
  ] as const;
  const [first, second] = planRounds(['a', 'b'], conditions, 2, done);
  expect(first?.map(({ project }) => project)).toEqual(['b']);
  expect(second?.map(({ project }) => project)).toEqual(['a', 'b']);
});

test('ten conditions have each mode alone and under load', () => {
  const ten = parseConditions(tenConditions);
  expect(ten).toHaveLength(10);
  expect(new Set(ten.map(({ mode, loaded }) => `${mode} ${loaded}`)).size).toBe(8);
});

test('an unknown condition is told with those that there are', () => {
  expect(() => parseConditions('band, sideways')).toThrow(
    'one of band, workers, shuffled, shuffled-workers, or one of these with +load, not "sideways"',
  );
});
