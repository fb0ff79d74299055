// The mail server of the tests is itself tested: what goes in by SMTP is what the tests read back.
import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { after, before, test } from 'node:test';
import { startPostfix } from '../support/postfix.mjs';

let posta;
before(async () => { posta = await startPostfix(); });
after(async () => { await posta?.stop(); });

// Says the lines one by one and gives the server's answers.
async function talk(lines) {
  const socket = connect(posta.port, '127.0.0.1');
  socket.setEncoding('utf8');
  const answers = [];
  let buffer = '';
  let wake = () => {};
  socket.on('data', (chunk) => { buffer += chunk; wake(); });
  const answer = async () => {
    for (;;) {
      const whole = /^(?:\d{3}-[^\n]*\n)*\d{3} [^\n]*\n/.exec(buffer);
      if (whole) {
        buffer = buffer.slice(whole[0].length);
        return whole[0].trim();
      }
      await new Promise((resolve) => { wake = resolve; });
    }
  };
  answers.push(await answer());
  for (const line of lines) {
    socket.write(`${line}\r\n`);
    answers.push(await answer());
  }
  socket.end();
  return answers;
}

test('a mail sent by SMTP is read back whole', async () => {
  const text = ['From: Comune di Prova <no-reply@comune.prova.example>', 'To: anna@example.org',
    'Subject: =?utf-8?B?Q2l0dMOg?=', 'MIME-Version: 1.0',
    'Content-Type: multipart/mixed; boundary="b1"', '', '--b1',
    'Content-Type: text/plain; charset=utf-8', 'Content-Transfer-Encoding: quoted-printable', '',
    'Perch=C3=A9 s=', 'i', '--b1', 'Content-Type: application/pdf',
    'Content-Disposition: attachment; filename="ricevuta.pdf"', 'Content-Transfer-Encoding: base64',
    '', 'JVBERg==', '--b1--', '.'].join('\r\n');
  const answers = await talk(['HELO prova', 'MAIL FROM:<no-reply@comune.prova.example>',
    'RCPT TO:<anna@example.org>', 'DATA', text, 'QUIT']);
  assert.match(answers.at(-2), /^250 /);
  const mail = await posta.waitFor((one) => one.to.includes('anna@example.org'));
  assert.equal(mail.subject, 'Città');
  assert.equal(mail.text, 'Perché si');
  assert.equal(mail.attachments.length, 1);
  assert.equal(mail.attachments[0].name, 'ricevuta.pdf');
  assert.equal(mail.attachments[0].bytes.toString(), '%PDF');
});

test('two addresses answer as a server on a bad day', async () => {
  const answers = await talk(['HELO prova', 'MAIL FROM:<a@example.org>',
    'RCPT TO:<rifiutata@example.org>', 'RCPT TO:<piu-tardi@example.org>', 'QUIT']);
  assert.match(answers[3], /^550 /);
  assert.match(answers[4], /^450 /);
});
