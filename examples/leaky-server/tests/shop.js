const { spawn } = require('node:child_process');
const { once } = require('node:events');
const path = require('node:path');
const { setTimeout: pause } = require('node:timers/promises');

/** Starts a server of this project as a process of its own and waits for the port it prints. */
exports.openShop = async (script) => {
  const server = spawn(process.execPath, [path.join(__dirname, '../server', script)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const [port] = await once(server.stdout, 'data');
  const url = `http://127.0.0.1:${Number(port)}/`;
  let customers = 0;

  return {
    /** One customer after the other, at most 250 a second; resolves with what the server answered. */
    serve: async (count) => {
      const answers = [];
      for (const startedAt = Date.now(); answers.length < count; ) {
        const headers = { 'x-request-id': `request-${customers++}` };
        const response = await fetch(url, { headers });
        answers.push(await response.json());
        const ahead = startedAt + answers.length * 4 - Date.now();
        if (ahead > 0) await pause(ahead);
      }
      return answers;
    },
    close: async () => {
      if (server.kill()) await once(server, 'exit');
    },
  };
};
