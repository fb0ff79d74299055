// Starts the real program as a user would and stops it by its own process id. Every test file
// starts its own, on a free port and with a data folder of its own.
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
export const digipro = process.env.DIGIPRO ?? join(root, 'build', 'bin', 'digipro');
const START_MILLISECONDS_MAX = 60_000;
const STOP_MILLISECONDS_MAX = 30_000;

export async function temporaryFolder(name) {
  return mkdtemp(join(tmpdir(), `digipro-${name}-`));
}

function exitOf(child) {
  return new Promise((resolve) => child.once('exit', (code, signal) => resolve({ code, signal })));
}

async function within(milliseconds, promise, what) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} took over ${milliseconds} ms`)), milliseconds);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

// A running program. `logins` maps a user's name to {user, password, who} as the program printed
// them in lines `Accesso: USER PASSWORD (WHO)`.
export class Program {
  constructor(child, folder, ownsFolder) {
    this.child = child;
    this.folder = folder;
    this.ownsFolder = ownsFolder;
    this.output = '';
    this.logins = new Map();
    this.exit = exitOf(child);
    this.exit.then((end) => { this.ended = end; });
  }

  get pid() { return this.child.pid; }

  read(chunk) {
    this.output = (this.output + chunk).slice(-200_000);
  }

  async ready() {
    const address = new Promise((resolve, reject) => {
      const look = () => {
        const found = /^Indirizzo: (http\S+)$/m.exec(this.output);
        if (!found) return;
        this.url = found[1].replace(/\/$/, '');
        for (const [, user, password, who] of
          this.output.matchAll(/^Accesso: (\S+) (\S+) \((.*)\)$/gm)) {
          this.logins.set(user, { user, password, who });
        }
        resolve();
      };
      for (const stream of [this.child.stdout, this.child.stderr]) {
        stream.setEncoding('utf8');
        stream.on('data', (chunk) => { this.read(chunk); look(); });
      }
      this.child.once('error', reject);
      this.exit.then((end) => reject(new Error(
        `the program ended before it was ready (${JSON.stringify(end)}):\n${this.output}`)));
    });
    await within(START_MILLISECONDS_MAX, address, 'starting the program');
    return this;
  }

  // As an operator does: waits for what is running.
  async stop() {
    if (!this.ended) {
      this.child.kill('SIGTERM');
      try {
        await within(STOP_MILLISECONDS_MAX, this.exit, 'stopping the program');
      } catch (error) {
        this.child.kill('SIGKILL');
        throw error;
      }
    }
    if (this.ownsFolder) await rm(this.folder, { recursive: true, force: true });
    return this.ended;
  }

  // As a power cut does, but for the page cache.
  async kill() {
    if (!this.ended) this.child.kill('SIGKILL');
    await this.exit;
  }
}

// The program without waiting for anything: [child, the promise of its end].
export function spawnProgram({ folder, port = 0, more = [], environment = {} }) {
  const child = spawn(digipro, ['demo', '--data', folder, '--port', String(port), ...more], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...environment },
  });
  return [child, exitOf(child)];
}

// options: folder (kept after stop when given), port, more (further command line arguments),
// environment. The last line that the program prints at start must be its address or a login.
export async function startProgram(options = {}) {
  const folder = options.folder ?? await temporaryFolder('data');
  const [child] = spawnProgram({ ...options, folder });
  return new Program(child, folder, options.folder === undefined).ready();
}

// Runs a command of the program to its end: {code, output}.
export async function runProgram(words, milliseconds = 120_000) {
  const child = spawn(digipro, words, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8');
    stream.on('data', (chunk) => { output += chunk; });
  }
  const closed = new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve(code));
  });
  try {
    return { code: await within(milliseconds, closed, `digipro ${words[0]}`), output };
  } catch (error) {
    child.kill('SIGKILL');
    throw error;
  }
}
