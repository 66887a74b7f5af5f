import { pythonPath } from '../../../src/diagnose/python/path-text';
import type { PythonStep } from '../../../src/series/python';

const sources = { rootDir: '/app', readText: () => 'rows = []\nstore = Store()\n' };
const text = (steps: readonly PythonStep[]) => pythonPath(steps, 'list', sources).text;
const moduleAt = (name: string, file: string): PythonStep => ({ step: 'module', name, file });
const func = { step: 'function', name: 'add', file: '/app/src/a.py', line: 3 } as const;
const variable = (name: string): PythonStep => ({ step: 'variable', name });
const attribute = (name: string): PythonStep => ({ step: 'attribute', name });
const object = (type: string, file: string | null = null): PythonStep => ({
  step: 'object',
  type,
  file,
});

it('reads as a sentence of modules, variables, attributes and functions', () => {
  const store = [variable('store'), object('Store', '/app/src/a.py'), attribute('rows')];
  expect(text([moduleAt('a', '/app/src/a.py'), ...store])).toBe(
    "module src/a.py → variable 'store' → Store .rows → list",
  );
  expect(text([moduleAt('a', '/app/a.py'), func, { step: 'default', name: 'seen' }])).toBe(
    "module a.py → function add (src/a.py:3) → default of 'seen' → list",
  );
  const kept: PythonStep = { step: 'class', name: 'Store', file: '/app/a.py' };
  expect(text([kept, attribute('kept')])).toBe('class Store .kept → list');
  const call = { ...func, step: 'call', name: 'main' } as const;
  expect(text([call, variable('log')])).toBe(
    "running function main (src/a.py:3) → variable 'log' → list",
  );
});

it('begins with a call that waits, whatever the event loop holds it by', () => {
  const main = { ...func, step: 'call', name: 'main' } as const;
  const loop = [moduleAt('asyncio.events', '/usr/lib/events.py'), object('_asyncio.Task'), main];
  const { text: told, places } = pythonPath([...loop, variable('rows')], 'list', sources);
  expect(told).toBe("running function main (src/a.py:3) → variable 'rows' → list");
  expect(places).toHaveLength(1);
});

it('calls modules outside of the project by name', () => {
  expect(text([moduleAt('threading', '/usr/lib/python3.11/threading.py'), variable('x')])).toBe(
    "module threading → variable 'x' → list",
  );
  expect(text([moduleAt('flask.app', '/app/venv/lib/site-packages/flask/app.py')])).toBe(
    'module flask.app → list',
  );
});

it('names the line that gives the collection its name, in the code of the project', () => {
  const own = [moduleAt('a', '/app/a.py'), variable('store'), object('Lib', '/usr/lib/x.py')];
  const { culprit, places } = pythonPath([...own, attribute('rows')], 'list', sources);
  expect(culprit).toEqual({ file: 'a.py', line: 2, package: null });
  expect(places).toEqual([culprit, { file: '/usr/lib/x.py', line: 1, package: null }]);
  expect(pythonPath([moduleAt('x', '/usr/lib/x.py')], 'dict', sources).culprit?.file).toBe(
    '/usr/lib/x.py',
  );
  expect(pythonPath([], 'dict', sources).culprit).toBeNull();
});
