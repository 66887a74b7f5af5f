import path from 'node:path';
import { observed, ramp, rootDir, startedAt } from '../report/observed';
import { main, printed, reportOf } from './reports';

function died(rest: Parameters<typeof observed>[2]): string {
  const process = observed(4712, ramp(80, 1980), rest);
  return printed(reportOf([main, { process, judgement: null }]));
}

describe('a process that died', () => {
  const file = path.join(rootDir, 'test/big.test.js');

  test('is told with its course and the test file to run alone', () => {
    const death = { kind: 'signal', file, at: startedAt } as const;
    expect(died({ role: 'worker', death })).toBe(
      `DIED Jest worker (pid 4712)
  Memory    ▁▁▁▁▂▂▂▂▃▃▃▄▄▄▄▅▅▅▅▆▆▆▇▇▇▇████ 94.3 MiB to 1.9 GiB in 49.8 s, peak 1.9 GiB
  End       was killed by a signal in test/big.test.js (often SIGKILL, from the system when memory runs out)
  Next      Run the test file alone and see whether it still grows:
              npx jest --runInBand test/big.test.js

Memory:      1 died, 1 steady — 2 processes over 42 test files, peak 1.9 GiB (worker 4712), watching cost
             0.6 % CPU
             Full report: tidemark-report/report.json
`,
    );
  });

  test('as a child by a signal is nothing to tell: tests stop their servers so', () => {
    const at = startedAt;
    expect(died({ death: { kind: 'signal', file, at } })).not.toContain('DIED');
    expect(died({ death: { kind: 'out-of-memory', file, at } })).toContain('DIED');
    expect(died({ role: 'worker', death: null })).not.toContain('DIED');
  });
});
