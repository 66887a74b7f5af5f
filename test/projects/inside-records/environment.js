// The probe alone, in a real Jest: what it writes goes to a file for each process and thread.
const { appendFileSync } = require('node:fs');
const path = require('node:path');
const { threadId } = require('node:worker_threads');
const { TestEnvironment } = require('jest-environment-node');
const dist = path.resolve(__dirname, '../../../dist/environment/inside');
const { InsideProbe } = require(path.join(dist, 'probe.js'));
const { watchForEnd } = require(path.join(dist, 'worker-end.js'));

const PROBE = Symbol.for('inside-records');

function probeOfProcess(idleMemoryLimit) {
  if (globalThis[PROBE] !== undefined) return globalThis[PROBE];
  const { INSIDE_RECORDS, INSIDE_BUDGET, JEST_WORKER_ID } = process.env;
  const file = path.join(INSIDE_RECORDS, `${process.pid}-${threadId}.ndjson`);
  const probe = new InsideProbe({
    worker: Number(JEST_WORKER_ID ?? 1),
    threadId,
    budgetShare: Number(INSIDE_BUDGET ?? 0.02),
    write: (record) => appendFileSync(file, `${JSON.stringify(record)}\n`),
  });
  watchForEnd(probe, idleMemoryLimit);
  globalThis[PROBE] = probe;
  return probe;
}

module.exports = class extends TestEnvironment {
  constructor(config, context) {
    super(config, context);
    this.testPath = context.testPath;
    this.probe = probeOfProcess(config.globalConfig.workerIdleMemoryLimit ?? null);
  }

  async setup() {
    await super.setup();
    await this.probe.fileStarts(this.testPath, this.global);
  }

  handleTestEvent(event) {
    this.probe.testEvent(event);
  }

  async teardown() {
    this.probe.fileEnds();
    await super.teardown();
  }
};
