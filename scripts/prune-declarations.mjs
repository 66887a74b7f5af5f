// At the end of a build: removes the declarations that no entry point of the package reaches. They are of no use to
// users, who cannot import what lies beneath, and were a quarter of what each of them downloads.
import { existsSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');
const { exports: entries } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
const reached = new Set();

function reach(file) {
  if (reached.has(file)) return;
  reached.add(file);
  const specifiers = readFileSync(file, 'utf8').matchAll(
    /(?:from|import\(|import)\s*['"](\.[^'"]+)['"]/g,
  );
  for (const [, specifier] of specifiers) {
    const target = path.resolve(path.dirname(file), specifier);
    const found = [`${target}.d.ts`, path.join(target, 'index.d.ts')].find((one) =>
      existsSync(one),
    );
    if (found !== undefined) reach(found);
  }
}

for (const { types } of Object.values(entries)) {
  if (types !== undefined) reach(path.join(root, types));
}
for (const directory of ['src', 'environment', 'reporter']) {
  const top = path.join(root, 'dist', directory);
  for (const name of readdirSync(top, { recursive: true })) {
    const file = path.join(top, name);
    if (name.endsWith('.d.ts') && !reached.has(file)) rmSync(file);
  }
}
