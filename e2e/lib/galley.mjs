// Starts Galley for a story: a fresh data folder, a port of its own, and commands beside it.
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';

const run = promisify(execFile);
const bin = resolve(process.env.GALLEY_BIN ?? new URL('../../bin/galley', import.meta.url).pathname);
const patience = 60_000;

/** Runs `galley dev` and gives {url, setupLink, logs, cli, stop} once it answers. */
export async function startGalley(...flags) {
  const dir = await mkdtemp(join(tmpdir(), 'galley-e2e-'));
  const data = join(dir, 'data');
  const process = spawn(bin, ['dev', '--data', data, '--addr', '127.0.0.1:0', ...flags], { stdio: ['ignore', 'pipe', 'pipe'] });
  const logs = [];
  const link = firstMatch(process.stderr, /\S+\/admin\/setup\?token=\S+/, logs);
  const url = await Promise.race([firstMatch(process.stdout, /(?<=answers at )\S+/, []), once(process, 'exit').then(() => undefined)]);
  if (!url) throw new Error(`galley dev ended:\n${logs.join('\n')}`);

  /** Runs a command on the same data and gives what it prints. */
  async function cli(...args) {
    const { stdout } = await run(bin, [...args, '--data', data], { timeout: patience });
    return stdout.trim();
  }

  async function stop() {
    if (process.exitCode === null) {
      process.kill('SIGTERM');
      await once(process, 'exit');
    }
    await rm(dir, { recursive: true, force: true });
  }
  return { url, logs, cli, stop, setupLink: () => link };
}

/** Follows a stream to its end; resolves with the first text that matches, or undefined. */
function firstMatch(stream, pattern, lines) {
  return new Promise((found) => {
    const reader = createInterface({ input: stream });
    reader.on('line', (line) => {
      lines.push(line);
      const match = pattern.exec(line);
      if (match) found(match[0]);
    });
    reader.on('close', () => found(undefined));
  });
}

/** Sends a GraphQL request and gives its data; errors are thrown. */
export async function ask(url, query, variables = {}, headers = {}) {
  const reply = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = await reply.json();
  if (errors) throw new Error(errors.map((error) => error.message).join('; '));
  return data;
}
