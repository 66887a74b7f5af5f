import { type Evidence, explain, knownCauses } from '../../src/diagnose/known-causes';

const nothing: Evidence = { packages: [], leftBehind: [], paths: [], flags: [] };

test.each<[string, Partial<Evidence>]>([
  ['agent-base-patch', { packages: ['agent-base@4.2.1'], leftBehind: ['https.request'] }],
  ['graceful-fs-patch', { packages: ['graceful-fs@4.1.11'], leftBehind: ['fs.close'] }],
  ['nock-not-restored', { packages: ['nock@13.5.6'], leftBehind: ['http.ClientRequest'] }],
  ['msw-not-closed', { packages: ['@mswjs/interceptors@0.41.9'], leftBehind: ['http.get'] }],
  ['prom-client-cluster', { packages: ['prom-client@15.1.3'], leftBehind: ['cluster message'] }],
  ['roarr-stdout', { packages: ['roarr@7.21.7'], leftBehind: ['process.stdout error'] }],
  ['elastic-apm-node', { packages: ['elastic-apm-node@4.18.0'] }],
  ['dd-trace', { packages: ['dd-trace@3.0.0'] }],
  ['sentry-node', { packages: ['@sentry/node@5.0.0'] }],
  ['cls-hooked', { packages: ['cls-hooked@4.2.2'] }],
  ['express-rate-limit-timer', { packages: ['express-rate-limit@6.5.1'] }],
  ['happy-dom-window', { packages: ['happy-dom@18.0.0'] }],
  [
    'source-map-support-cache',
    { packages: ['source-map-support@0.5.13'], paths: ["variable 'sourceMapCache' → Object"] },
  ],
  ['mongodb-memory-server', { leftBehind: ['mongod'] }],
  ['standard-stream-listener', { leftBehind: ['process.stderr drain'] }],
  ['core-module-patch', { packages: ['my-wrapper@1.0.0'], leftBehind: ['https.request'] }],
  ['core-module-patch', { leftBehind: ['EventEmitter.prototype.emit'] }],
  ['core-module-patch', { leftBehind: ['fs[Symbol(mine)]'] }],
  ['es-modules', { flags: ['--experimental-vm-modules'] }],
])('%s explains the evidence it leaves', (id, evidence) => {
  expect(explain({ ...nothing, ...evidence })?.id).toBe(id);
});

test.each<[string, Partial<Evidence>]>([
  ['nothing', {}],
  ['a version that has the fix', { packages: ['agent-base@4.3.0', 'graceful-fs@4.2.11'] }],
  ['a later major version', { packages: ['agent-base@7.1.0'] }],
  ['a version that is none', { packages: ['agent-base@unknown'] }],
  ['a package whose name only begins alike', { packages: ['nocker@1.0.0', '@x/nock@1.0.0'] }],
  ['source-map-support away from its caches', { packages: ['source-map-support@0.5.13'] }],
  ['a listener on another emitter', { leftBehind: ['cluster fork', 'https.globalAgent free'] }],
  ['an open file', { leftBehind: ['/app/mongod.log', 'socket', 'Timeout'] }],
  ['another flag', { flags: ['--max-old-space-size=4096'] }],
])('does not explain %s', (_, evidence) => {
  expect(explain({ ...nothing, ...evidence })).toBeNull();
});

test('the package comes before the flag, and the flag is not named where a patch was seen', () => {
  const flags = ['--experimental-vm-modules'];
  expect(explain({ ...nothing, flags, packages: ['nock@13.0.0'] })?.id).toBe('nock-not-restored');
  expect(explain({ ...nothing, flags, leftBehind: ['net.connect'] })?.id).toBe('core-module-patch');
});

test('each cause has a thread of its own and a way out in one sentence', () => {
  const causes = knownCauses();
  expect(new Set(causes.map(({ id }) => id)).size).toBe(causes.length);
  expect(new Set(causes.map(({ reference }) => reference)).size).toBe(causes.length);
  for (const { reference, wayOut, title } of causes) {
    expect(reference).toMatch(/^https:\/\/github\.com\/[\w.-]+\/[\w.-]+\/(issues|pull)\/\d+$/);
    expect(wayOut).toMatch(/^[A-Z][^\n]*\.$/);
    expect(title).not.toMatch(/\.$/);
  }
});
