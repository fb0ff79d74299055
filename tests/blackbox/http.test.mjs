// The door of the house as a stranger sees it: headers, limits, error pages, forged requests.
import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { after, before, test } from 'node:test';
import { startProgram } from '../support/program.mjs';
import { formsOf, Visitor } from '../support/visitor.mjs';

let program;
before(async () => { program = await startProgram(); });
after(async () => { await program?.stop(); });

// Sends raw bytes and gives everything that comes back until the server closes.
function raw(bytes, milliseconds = 20_000) {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(program.url);
    const socket = connect(Number(port), hostname, () => socket.write(bytes));
    let text = '';
    socket.setTimeout(milliseconds, () => { socket.destroy(); resolve(text); });
    socket.setEncoding('latin1');
    socket.on('data', (chunk) => { text += chunk; });
    socket.on('close', () => resolve(text));
    socket.on('error', (error) => (text ? resolve(text) : reject(error)));
  });
}

function statusOf(answer) {
  return Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1] ?? 0);
}

test('every page carries the headers that keep it safe', async () => {
  const visitor = new Visitor(program.url);
  for (const path of ['/', '/servizi', '/non-esiste']) {
    const { headers } = await visitor.request('GET', path);
    const policy = headers.get('content-security-policy');
    assert.match(policy, /default-src 'none'/, path);
    assert.match(policy, /script-src 'self'/, path);
    assert.match(policy, /frame-ancestors 'none'/, path);
    assert.doesNotMatch(policy, /unsafe-inline|unsafe-eval/, path);
    assert.equal(headers.get('x-content-type-options'), 'nosniff', path);
    assert.equal(headers.get('referrer-policy'), 'no-referrer', path);
    assert.equal(headers.get('cache-control'), 'no-store', path);
    assert.equal(headers.get('server'), null, path);
    // Without TLS the header would be ignored, and must not be promised (RFC 6797 par. 7.2).
    assert.equal(headers.get('strict-transport-security'), null, path);
  }
});

test('no page holds inline script or style', async () => {
  const visitor = new Visitor(program.url);
  for (const path of ['/', '/servizi', '/servizi/segnalazione-aree-verdi', '/accedi']) {
    const { body, status } = await visitor.open(path);
    assert.equal(status, 200, path);
    assert.doesNotMatch(body, /<script(?![^>]*\ssrc=)[^>]*>/i, path);
    assert.doesNotMatch(body, /<style\b|\sstyle="|\son[a-z]+="/i, path);
    assert.doesNotMatch(body, /javascript:/i, path);
  }
});

test('cookies of a session are out of reach of scripts and of other sites', async () => {
  const visitor = new Visitor(program.url);
  const answer = await visitor.request('GET', '/accedi');
  for (const cookie of answer.headers.getSetCookie()) {
    assert.match(cookie, /;\s*HttpOnly/i);
    assert.match(cookie, /;\s*SameSite=(Lax|Strict)/i);
    assert.match(cookie, /;\s*Path=\//i);
  }
});

test('every error is a readable page in Italian', async () => {
  const visitor = new Visitor(program.url);
  const cases = [['GET', '/non-esiste', 404], ['POST', '/', 405], ['DELETE', '/servizi', 405],
    ['GET', '/servizi/che-non-c-e', 404], ['GET', '/segui/contraffatto', 404]];
  for (const [method, path, status] of cases) {
    const answer = await visitor.request(method, path);
    assert.equal(answer.status, status, `${method} ${path}`);
    assert.match(answer.headers.get('content-type'), /text\/html; ?charset=utf-8/i, path);
    assert.match(answer.body, /<html lang="it"/, path);
    assert.match(answer.body, /<h1/, path);
    assert.doesNotMatch(answer.body, /exception|stack|\.cpp/i, path);
  }
});

test('HEAD answers as GET, without a body', async () => {
  const visitor = new Visitor(program.url);
  const answer = await visitor.request('HEAD', '/');
  assert.equal(answer.status, 200);
  assert.equal(answer.body, '');
  assert.ok(Number(answer.headers.get('content-length')) > 0);
});

test('a change without its token is refused', async () => {
  const visitor = new Visitor(program.url);
  const page = await visitor.open('/accedi');
  const form = formsOf(page.body).find((one) => one.method === 'post');
  assert.ok(form, 'the login page has a form');
  for (const token of [undefined, '', 'contraffatto']) {
    const sent = Visitor.filled(form, {}).filter(([name]) => name !== '_csrf');
    if (token !== undefined) sent.push(['_csrf', token]);
    const answer = await visitor.request('POST', form.action, { form: sent });
    assert.equal(answer.status, 403, `token ${token}`);
  }
});

test('the token of one visitor is worth nothing to another', async () => {
  const [one, other] = [new Visitor(program.url), new Visitor(program.url)];
  const mine = formsOf((await one.open('/accedi')).body).find((form) => form.method === 'post');
  await other.open('/accedi');
  const answer = await other.request('POST', mine.action, { form: Visitor.filled(mine, {}) });
  assert.equal(answer.status, 403);
});

test('too much of anything is refused, not swallowed', async () => {
  const head = (path) => `${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n`;
  const long = 'a'.repeat(70_000);
  const cases = [
    ['a long address', `${head(`GET /${long.slice(0, 6000)}`)}\r\n`, [414, 431, 400]],
    ['a long header', `${head('GET /')}X-Long: ${long}\r\n\r\n`, [431, 400]],
    ['a large body', `${head('POST /accedi')}Content-Type: application/x-www-form-urlencoded\r\n`
      + `Content-Length: 2000000\r\n\r\na=${'b'.repeat(1999998)}`, [413]],
    ['a form of too many fields', `${head('POST /accedi')}`
      + 'Content-Type: application/x-www-form-urlencoded\r\n'
      + `Content-Length: ${6000}\r\n\r\n${'a=b&'.repeat(1500)}`, [400, 413]],
  ];
  for (const [name, bytes, statuses] of cases) {
    const answer = await raw(bytes);
    assert.ok(statuses.includes(statusOf(answer)), `${name}: ${answer.slice(0, 100)}`);
  }
  assert.equal((await new Visitor(program.url).open('/')).status, 200);
});

test('what is not HTTP, or hides a second request, is refused', async () => {
  const cases = [
    'GARBAGE\r\n\r\n',
    'GET / HTTP/1.1\r\n\r\n',
    'GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n',
    'POST /accedi HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nabcde',
    'GET /%ff%fe HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n',
    'GET /assets/../../etc/passwd HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n',
    'GET /assets/%2e%2e/%2e%2e/etc/passwd HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n',
  ];
  for (const bytes of cases) {
    const answer = await raw(bytes, 15_000);
    assert.ok([400, 404, 421, 501].includes(statusOf(answer)),
      `${JSON.stringify(bytes.slice(0, 60))}: ${answer.slice(0, 80)}`);
    assert.doesNotMatch(answer, /root:/);
  }
});

test('a thousand idle visitors keep nobody waiting', async () => {
  const { hostname, port } = new URL(program.url);
  const sockets = [];
  try {
    for (let i = 0; i < 1000; i += 1) {
      sockets.push(await new Promise((resolve, reject) => {
        const socket = connect(Number(port), hostname, () => resolve(socket));
        socket.on('error', reject);
      }));
    }
    const started = Date.now();
    assert.equal((await new Visitor(program.url).open('/')).status, 200);
    assert.ok(Date.now() - started < 2000, `${Date.now() - started} ms`);
  } finally {
    for (const socket of sockets) socket.destroy();
  }
});

test('guessing passwords is slowed down and then stopped', async () => {
  const visitor = new Visitor(program.url);
  const [{ user } = {}] = program.logins.values();
  assert.ok(user, 'the demo prints its logins');
  const statuses = [];
  for (let i = 0; i < 25 && !statuses.includes(429) && !statuses.includes(423); i += 1) {
    const page = await visitor.open('/accedi');
    const form = formsOf(page.body).find((one) => one.method === 'post');
    const names = form.fields.map((field) => field.name);
    const answers = {};
    for (const name of names) {
      if (/utente|user/.test(name)) answers[name] = user;
      if (/password/.test(name)) answers[name] = `sbagliata-${i}`;
    }
    const answer = await visitor.request('POST', form.action, { form: Visitor.filled(form, answers) });
    assert.notEqual(answer.status, 303, 'a wrong password never logs in');
    statuses.push(answer.status);
  }
  assert.ok(statuses.includes(429) || statuses.includes(423), statuses.join(' '));
});
