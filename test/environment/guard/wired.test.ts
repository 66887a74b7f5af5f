import path from 'node:path';
import { tmpdir } from 'node:os';
import { RUN_VARIABLE } from '../../../environment/run';
import { createSpool, removeSpool, SPOOL_VARIABLE } from '../../../src/spool/directory';
import { readSpool } from '../../../src/spool/reader';
import type { LeftBehindRecord } from '../../../src/spool/records';
import { GuardedProject } from './guarded-project';
import { writeFileSync } from 'node:fs';

test.each([['--runInBand'], ['--maxWorkers=2']])(
  'the environment writes to the spool what files and setup files leave behind: %s',
  async (mode) => {
    const project = new GuardedProject('guard-listeners');
    writeFileSync(
      path.join(project.folder, 'set-up.js'),
      `require('net').createConnection = () => {};`,
    );
    const { path: spool } = createSpool([tmpdir()]);
    try {
      const environment = path.resolve(__dirname, '../../../environment/index.js');
      const setUp = ['--setupFiles', './set-up.js', '--workerIdleMemoryLimit=1GB'];
      const { status, output } = project.jest(['--env', environment, mode, ...setUp], {
        [SPOOL_VARIABLE]: spool ?? '',
        [RUN_VARIABLE]: '{}',
      });
      expect({ status, output: status === 0 ? '' : output }).toEqual({ status: 0, output: '' });
      const { logs } = await readSpool(spool ?? '');
      const found = logs
        .flatMap((log) => log.others)
        .filter((record): record is LeftBehindRecord => record.type === 'left-behind');
      for (const file of ['a.test.js', 'b.test.js']) {
        const names = found
          .filter((record) => path.basename(record.path) === file)
          .map(({ what, event }) => (event === undefined ? what : `${what} ${event}`));
        expect(names.toSorted()).toEqual([
          'cluster fork',
          'diagnostics_channel http.client.request.start',
          'net.createConnection',
          'process.stdout error',
        ]);
      }
    } finally {
      project.remove();
      if (spool !== null) removeSpool(spool);
    }
  },
);
