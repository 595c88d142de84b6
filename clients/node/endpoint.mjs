// Starts the endpoint by its command and reads how to connect from what it prints.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const COMMAND = fileURLToPath(new URL('../../bin/dsql-local', import.meta.url));

export async function startEndpoint(...options) {
  const child = spawn(COMMAND, options, { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise((resolve) => child.once('exit', (code, signal) => resolve({ code, signal })));
  let certificate;
  for await (const line of createInterface({ input: child.stdout })) {
    certificate ??= /^certificate: (.*)$/.exec(line)?.[1];
    const ready = /^ready port=(\d+)$/.exec(line);
    if (ready) {
      return {
        port: Number(ready[1]),
        ca: readFileSync(certificate, 'utf8'),
        async stop() {
          child.kill('SIGTERM');
          return ended;
        },
      };
    }
  }
  throw new Error(`the endpoint has not started: ${JSON.stringify(await ended)}`);
}
