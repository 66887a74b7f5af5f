const { execFile } = require('child_process');
const { mkdtemp, rm, writeFile } = require('fs/promises');
const os = require('os');
const path = require('path');

test('a child that ends, and files that are closed', async () => {
  await new Promise((resolve) => execFile(process.execPath, ['-e', ''], resolve));
  const folder = await mkdtemp(path.join(os.tmpdir(), 'guard-'));
  await writeFile(path.join(folder, 'x'), 'x');
  await rm(folder, { recursive: true });
});
