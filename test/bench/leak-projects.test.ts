import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { leakProjectsDirectory, readLeakProjects } from '../../bench/leak-projects';

const projects = readLeakProjects();

test('the manifest lists every project, by the kind in its name', () => {
  const folders = readdirSync(leakProjectsDirectory).filter((name) =>
    /-(leak|healthy)$/.test(name),
  );
  expect(projects.map(({ name }) => name).toSorted()).toEqual(folders.toSorted());
  expect(projects.filter(({ name, kind }) => !name.endsWith(`-${kind}`))).toEqual([]);
});

test('every culprit is a file of its project, and says what it keeps', () => {
  const leaks = projects.filter((project) => project.kind === 'leak');
  const missing = leaks.filter(
    ({ name, culprit }) => !existsSync(join(leakProjectsDirectory, name, culprit)),
  );
  expect(missing).toEqual([]);
  expect(leaks.filter(({ retainedBytes }) => !(retainedBytes > 0))).toEqual([]);
});
