interface Extras {
  /** Code to run after each snapshot, and after the last. */
  readonly between?: string;
  readonly end?: string;
}

/** A program that gains something in each run, with a snapshot after 400, 800 and 1,600 of them. */
export const leakingProcess = ({ between = '', end = '' }: Extras = {}) => ({
  'main.js': `
const app = require('./src/app');
let run = 0;
for (const runs of [400, 800, 1600]) {
  while (run < runs) app.use(run++);
  snapshot();
  ${between}
}
${end}
process.exit();`,
  'src/app.js': `
const sessions = new Map();
const full = new Map();
const once = [];
let list = null;
class Session { constructor(run) { this.name = 'session ' + run; this.log = []; } }
class Entry { constructor(next) { this.next = next; this.values = [0.5, next]; } }
exports.use = (run) => {
  sessions.set('id ' + run, new Session(run));
  for (const session of sessions.values()) if (session.log.length < run / 50) session.log.push({});
  full.set(run % 300, { run: String(run) });
  if (run === 1000) once.push(...Array.from({ length: 2000 }, () => ({ a: {} })));
  list = new Entry(list);
};
exports.first = () => list;`,
});
