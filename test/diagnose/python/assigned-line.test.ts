import { assignedLine } from '../../../src/diagnose/python/assigned-line';
import { PYTHON_SOURCE } from '../../python-text';

const variable = (name: string) => ({ step: 'variable' as const, name });
const attribute = (name: string) => ({ step: 'attribute' as const, name });

it('finds where variables of a module, of a function, and attributes get their value', () => {
  expect(assignedLine(PYTHON_SOURCE, variable('answers'), null)).toBe(2);
  expect(assignedLine(PYTHON_SOURCE, variable('log'), 7)).toBe(8);
  expect(assignedLine(PYTHON_SOURCE, attribute('rows'), null)).toBe(5);
});

it('takes a type for what it is, and a comparison for no assignment', () => {
  expect(assignedLine('if rows == 1: pass\nrows: list[Row] = []', variable('rows'), null)).toBe(2);
  expect(assignedLine('class A:\r\n    seen: dict[str, int] = {}', attribute('seen'), null)).toBe(
    2,
  );
});

it('prefers the margin for a module, where a function has a variable of the same name', () => {
  const source = 'def f():\n    rows = 1\nrows = []';
  expect(assignedLine(source, variable('rows'), null)).toBe(3);
  expect(assignedLine('def f():\n    global rows\n    rows = []', variable('rows'), null)).toBe(3);
});

it('does not know what is not said in plain words', () => {
  expect(assignedLine('globals()["rows"] = []', variable('rows'), null)).toBeNull();
  expect(assignedLine('x = 1', variable('x['), null)).toBeNull();
});
