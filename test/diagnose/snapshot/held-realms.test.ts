import { resolve } from 'node:path';
import { pathTeller } from '../../../src/diagnose/snapshot/describe-path';
import { type HeldRealms, heldRealms } from '../../../src/diagnose/snapshot/held-realms';
import { searchPaths } from '../../../src/diagnose/snapshot/retaining-path';
import { snapshotsOf } from './child-snapshots';

const realmMarker = resolve(__dirname, '../../../environment/inside/realm-marker.js');

// Each file in a context of its own, as Jest does it. Number 9 still runs.
const files = {
  'main.js': `
const vm = require('node:vm');
const fs = require('node:fs');
const { markRealm } = require(${JSON.stringify(realmMarker)});
function runFile(number, name) {
  const sandbox = vm.createContext({ require, setInterval });
  markRealm(vm.runInContext('globalThis', sandbox), number);
  const filename = __dirname + '/src/' + name;
  vm.runInContext('(function () {' + fs.readFileSync(filename) + '})', sandbox, { filename })();
  return sandbox;
}
for (const number of [1, 4, 7]) runFile(number, 'patch.js');
for (const number of [2, 5]) runFile(number, 'healthy.js');
runFile(3, 'poll.js');
globalThis.kept = { sandbox: runFile(6, 'healthy.js') };
// Further from the root than Node's own, weak reference to each context.
class Far { constructor(next) { this.next = next; } }
let far = new Far(runFile(10, 'healthy.js'));
for (let i = 0; i < 60; i++) far = new Far(far);
exports.far = far;
exports.current = runFile(9, 'healthy.js');
exports.run = { environment: runFile(8, 'healthy.js') };
setTimeout(() => { snapshot(); process.exit(); }, 100);`,
  'src/healthy.js': 'const https = require("https"); globalThis.list = [https.METHODS];',
  'src/poll.js': 'setInterval(function poll() {}, 60000);',
  'src/patch.js': `const https = require('https');
const original = https.request;
https.request = function patched() { return original; };`,
};

let realms: HeldRealms[];

beforeAll(async () => {
  const { dir, graphs } = await snapshotsOf(files);
  const [graph] = graphs;
  if (!graph) throw new Error('no snapshot');
  const describe = pathTeller(graph, { rootDir: dir }).describe;
  realms = heldRealms(graph, searchPaths(graph), describe, (file) => file !== 9);
});

test('finds the realms that are over and held, and what holds them, largest group first', () => {
  expect(realms.map(({ files: numbers, heldBy }) => [numbers, heldBy])).toEqual([
    [[1, 4, 7], 'function patched (src/patch.js:3)'],
    [[3], 'function poll (src/poll.js:1)'],
    [[6], 'globalThis .kept.sandbox → Object'],
    [[8], 'module main.js .exports .run.environment → Object'],
    [[10], 'module main.js .exports .far → Far (main.js:17) .next → Far x60 .next → Object'],
  ]);
});

test('the path ends at the last thing before the realm', () => {
  expect(realms.map(({ path }) => path.text)).toEqual([
    "Node module 'https' .exports .request → function patched (src/patch.js:3) → variable 'original' → function patched x2",
    'timer (Timeout) ._onTimeout → function poll (src/poll.js:1)',
    'globalThis .kept.sandbox → Object',
    'module main.js .exports .run.environment → Object',
    'module main.js .exports .far → Far (main.js:17) .next → Far x60 .next → Object',
  ]);
});
