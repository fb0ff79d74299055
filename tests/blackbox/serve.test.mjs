// The real service as an operator sets it up: a configuration, an ente, its first administrator,
// TLS, reload, a stop that loses nothing; and what is said when something is wrong.
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import { request as httpsRequest } from 'node:https';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { digipro, runProgram, temporaryFolder } from '../support/program.mjs';

const execute = promisify(execFile);
let folder;
let config;
let program;

async function makeCertificate(name) {
  await execute('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2',
    '-subj', `/CN=${name}`, '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1',
    '-keyout', join(folder, 'chiave.pem'), '-out', join(folder, 'certificato.pem')]);
}

function get(url, headers = {}) {
  return new Promise((resolve, reject) => {
    const request = httpsRequest(url, { rejectUnauthorized: false, headers, agent: false }, (answer) => {
      const certificate = answer.socket.getPeerCertificate();
      let body = '';
      answer.setEncoding('utf8');
      answer.on('data', (chunk) => { body += chunk; });
      answer.on('end', () => resolve({ status: answer.statusCode, headers: answer.headers, body, certificate }));
    });
    request.on('error', reject);
    request.end();
  });
}

function start() {
  const child = spawn(digipro, ['serve', '--config', config], { stdio: ['ignore', 'pipe', 'pipe'] });
  const started = { child, output: '', exit: new Promise((resolve) => child.once('exit', resolve)) };
  started.ready = new Promise((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8');
      stream.on('data', (chunk) => {
        started.output += chunk;
        const found = /Indirizzo: (https:\S+)/.exec(started.output);
        // The address names the port that was configured; 0 takes a free one.
        if (found) resolve(found[1]);
      });
    }
    started.exit.then((code) => reject(new Error(`ended with ${code}: ${started.output}`)));
  });
  return started;
}

async function until(holds, what) {
  for (let i = 0; i < 200; i += 1) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  assert.fail(what);
}

before(async () => {
  folder = await temporaryFolder('servizio');
  config = join(folder, 'digipro.toml');
  await makeCertificate('primo');
  await writeFile(config, `[http]
port = 0
tls_certificate = "${folder}/certificato.pem"
tls_key = "${folder}/chiave.pem"
[store]
folder = "${folder}/dati"
`);
});
after(async () => {
  program?.child.kill('SIGKILL');
  await rm(folder, { recursive: true, force: true });
});

test('the example configuration is one that the program takes', async () => {
  const example = await runProgram(['config', 'example']);
  assert.equal(example.code, 0);
  const path = join(folder, 'esempio.toml');
  await writeFile(path, example.output);
  assert.deepEqual(await runProgram(['config', 'check', path]), { code: 0, output: 'va bene\n' });
});

test('a wrong configuration is refused with its line', async () => {
  const path = join(folder, 'sbagliata.toml');
  await writeFile(path, '[http]\nport = 8080\npotr = 1\n');
  const { code, output } = await runProgram(['serve', '--config', path]);
  assert.equal(code, 1);
  assert.match(output, /sbagliata\.toml, riga 3: http\.potr/);
});

test('an ente and its first administrator are made from the command line', async () => {
  const added = await runProgram(['ente', 'add', 'pietrabianca', 'Comune di Pietrabianca',
    'localhost', '--config', config]);
  assert.deepEqual(added, { code: 0, output: '' });
  const listed = await runProgram(['ente', 'list', '--config', config]);
  assert.match(listed.output, /pietrabianca +Comune di Pietrabianca localhost/);
  const user = await runProgram(['user', 'add', 'elena.serra', '--ente', 'pietrabianca',
    '--name', 'Elena', '--surname', 'Serra', '--config', config]);
  assert.equal(user.code, 0, user.output);
  assert.match(user.output, /Password iniziale[^:]*: \S{8,}/);
});

test('it serves by TLS, for its own hosts only', async () => {
  program = start();
  program.url = await program.ready;
  const home = await get(program.url.replace('127.0.0.1', 'localhost'));
  assert.equal(home.status, 200);
  assert.match(home.body, /Comune di Pietrabianca/);
  assert.match(home.headers['strict-transport-security'], /max-age=31536000/);
  const other = await get(program.url, { host: 'altrove.example' });
  assert.equal(other.status, 404);
});

test('a second process on the same data is refused', async () => {
  const { code, output } = await runProgram(['serve', '--config', config]);
  assert.equal(code, 1);
  assert.match(output, /digipro: /);
});

test('a new certificate is taken without a restart', async () => {
  const url = program.url.replace('127.0.0.1', 'localhost');
  assert.equal((await get(url)).certificate.subject.CN, 'primo');
  await makeCertificate('secondo');
  program.child.kill('SIGHUP');
  await until(async () => (await get(url)).certificate.subject.CN === 'secondo',
    'the new certificate was not taken');
});

test('it stops when asked, and its stores verify', async () => {
  program.child.kill('SIGTERM');
  assert.equal(await program.exit, 0);
  const { code, output } = await runProgram(['verify', '--config', config]);
  assert.equal(code, 0, output);
});
