/** A program in which it is known what holds the objects of each class. */
export const knownHolders = {
  'main.js': `
const app = require('./src/app');
require('./src/patch');
require('./src/poll');
require('./src/listen');
require('./src/weak');
require('./src/bound');
require('./src/global');
require('./src/ours');
require('./src/async');
require('./src/script');
require('./src/server');
class Brief {}
import('./src/store.mjs').then(() => {
  new WeakRef(new Brief());
  snapshot();
  process.exit();
});`,
  'src/app.js': `
class Row {}
class Session { #secret = new Secret(); }
class Chain { constructor(next) { this.next = next; } }
class End {}
const cache = new Map([['a', { rows: [new Row()] }]]);
exports.get = (key) => cache.get(key);
let table = {};
exports.find = function find() { return table.session; };
let chain = new Chain(new End());
for (let i = 0; i < 6; i++) chain = new Chain(chain);
exports.chain = chain;
class Secret {}
table.session = new Session();`,
  'src/patch.js': `
const https = require('https');
class Hit {}
function patch(times) {
  const original = https.request;
  const hits = [times === 5 ? new Hit() : null];
  https.request = function patchedRequest(...args) { hits.push(args); return original(...args); };
}
for (const times of [5, 4, 3, 2, 1]) patch(times);`,
  'src/poll.js': `
class Poll {}
const polls = [new Poll()];
setInterval(function poll() { polls.length; }, 60000);`,
  'src/listen.js': `
const { EventEmitter } = require('events');
class Heard {}
const cluster = require('cluster');
const heard = new Heard();
cluster.on('fork', function onFork() { return heard; });`,
  'src/weak.js': `
const https = require('https');
class Meta {}
class OfKey {}
class Key {}
const meta = new Meta();
const weak = new WeakMap([[https, meta]]);
const far = { a: { b: { c: { d: { weak } } } } };
exports.far = () => far;
exports.held = { a: { b: { c: { d: { e: { f: meta } } } } } };
exports.keys = [new Key()];
const perKey = new WeakMap([[exports.keys[0], new OfKey()]]);
exports.perKey = () => perKey;`,
  'src/global.js': `
class Kept {}
globalThis.kept = [new Kept()];`,
  'src/ours.js': `
class Ours {}
class Theirs {}
class Held {}
const held = new Held();
exports.ours = Object.assign(new Ours(), { held });
const far = { a: { theirs: Object.assign(new Theirs(), { held }) } };
exports.far = () => far;`,
  'src/script.js': `
const vm = require('vm');
class Payload {}
class Zipped {}
class Far { constructor(next) { this.next = next; } }
const gzip = Object.assign(require('zlib').createGzip(), { zipped: new Zipped() });
let far = new Far({ gzip, script: Object.assign(new vm.Script('1'), { payload: new Payload() }) });
for (let i = 0; i < 60; i++) far = new Far(far);
exports.far = far;`,
  'src/server.js': `
class Served {}
require('net').createServer().listen(0).served = new Served();`,
  'src/store.mjs': `
class Stored {}
export const stored = new Map();
stored.set('a', new Stored());
class Unseen {}
const unseen = [new Unseen()];
export const use = () => unseen;`,
  'src/async.js': `
const { AsyncLocalStorage } = require('async_hooks');
class Store {}
new AsyncLocalStorage().run(new Store(), () => setTimeout(() => {}, 60000));`,
  'src/bound.js': `
class Handler { handle() {} }
require('https').globalAgent.on('free', new Handler().handle.bind(new Handler()));`,
};
