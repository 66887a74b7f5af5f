// The compiler copies no Python: what is loaded into Python children goes to dist/ as it is.
import { cpSync } from 'node:fs';

const python = 'environment/child/python';
cpSync(new URL(`../${python}`, import.meta.url), new URL(`../dist/${python}`, import.meta.url), {
  recursive: true,
  filter: (file) => !file.endsWith('__pycache__'),
});
