const { spawn } = require('node:child_process');
const { once } = require('node:events');
const { extname } = require('node:path');

/** Starts a server script (.js or .py) and waits for the port it prints. */
exports.startServer = async (script) => {
  const command = extname(script) === '.py' ? 'python3' : process.execPath;
  const child = spawn(command, [script], { stdio: ['pipe', 'pipe', 'inherit'] });
  const [line] = await Promise.race([
    once(child.stdout, 'data'),
    once(child, 'exit').then(([code]) => {
      throw new Error(`${command} ${script} ended with ${code} before it told its port.`);
    }),
  ]);
  const stop = async () => {
    child.kill('SIGKILL');
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  };
  return { port: Number(line), stop };
};
