import { execFileSync } from 'node:child_process';
import path from 'node:path';

const COLLECTOR = path.resolve(__dirname, '../../../environment/inside/collector.js');

/** Runs a script in a Node of its own, with `captureCollector` at hand; it prints JSON. */
function run(script: string, nodeArgs: readonly string[] = []): unknown {
  const whole = `
    const v8 = require('node:v8'), vm = require('node:vm');
    const { captureCollector } = require(${JSON.stringify(COLLECTOR)});
    const capture = () => captureCollector(process.versions.node, process.execArgv);
    console.log(JSON.stringify((() => { ${script} })()));`;
  return JSON.parse(
    execFileSync(process.execPath, [...nodeArgs, '-e', whole], { encoding: 'utf8' }),
  );
}

describe('captureCollector', () => {
  // The tag is a checksum of V8's version and all of its flags.
  const flags = `
    const before = v8.cachedDataVersionTag();
    const collector = capture();
    const captured = v8.cachedDataVersionTag();
    collector.collect();
    return [captured === before, v8.cachedDataVersionTag() === before];`;

  it('leaves all of V8’s flags as they were', () => {
    expect(run(flags)).toEqual([true, true]);
  });

  it.each(['--retain-maps-for-n-gc=5', '--retain_maps_for_n_gc=5', '--expose-gc'])(
    'leaves them so in a process started with %s',
    (flag) => {
      expect(run(flags, [flag])).toEqual([true, true]);
    },
  );

  it('shows no gc to contexts made later', () => {
    expect(
      run(`capture().collect(); return [typeof gc, vm.runInNewContext('typeof gc')];`),
    ).toEqual(['undefined', 'undefined']);
  });

  it('collects: what nothing refers to is gone, and it says what it cost', () => {
    const script = `
      const collector = capture();
      let garbage = Array.from({ length: 3e5 }, (_, i) => ({ i }));
      const held = process.memoryUsage().heapUsed;
      garbage = null;
      const cost = collector.collect();
      return [held - process.memoryUsage().heapUsed > 5e6, cost.cpuMs > 0, cost.wallMs > 0, collector.exact];`;
    expect(run(script)).toEqual([true, true, true, true]);
  });

  it('counts Buffers that it has freed no longer', () => {
    const script = `
      const collector = capture();
      let buffers = Array.from({ length: 200 }, () => Buffer.alloc(300_000, 1));
      const held = process.memoryUsage().external;
      buffers = null;
      collector.collect();
      return held - process.memoryUsage().external > 50e6;`;
    expect(run(script)).toBe(true);
  });

  it('leaves unknown versions of V8 alone, and says that it is not exact', () => {
    const script = `
      const before = v8.cachedDataVersionTag();
      const collector = captureCollector('99.0.0', []);
      collector.collect();
      return [collector.exact, v8.cachedDataVersionTag() === before];`;
    expect(run(script)).toEqual([false, true]);
  });
});
