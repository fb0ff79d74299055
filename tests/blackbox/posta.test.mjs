// Mail really travels: the receipt leaves by the outbox to a real Postfix and is read back; a bad
// day of the mail server delays it and loses nothing; an address that is refused becomes an
// incident, and the report stays.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startPostfix } from '../support/postfix.mjs';
import { startProgram } from '../support/program.mjs';
import { fileReport, formTo } from '../support/report.mjs';
import { Visitor } from '../support/visitor.mjs';

const ANSWERS = {
  problema: 'erba', descrizione: "L'erba è alta un metro vicino all'area giochi.",
  'luogo.street': 'Via Torino', 'luogo.number': '12', vuole_risposta: 'true',
  nome: 'Anna Verdi',
};
let posta;
let program;
before(async () => {
  posta = await startPostfix();
  program = await startProgram({ more: ['--smtp', posta.url] });
});
after(async () => {
  await program?.stop();
  await posta?.stop();
});

test('the receipt reaches the reporter with number, office and link', async () => {
  const report = await fileReport(program.url, { ...ANSWERS, email: 'anna@example.org' });
  assert.match(report.number, /^\d{7}\/\d{4}$/);
  const mail = await posta.waitFor((one) => one.to.includes('anna@example.org'));
  assert.match(mail.subject, new RegExp(report.number));
  assert.match(mail.from, /Comune di Borgo Verde/);
  assert.match(mail.text, /Ufficio ambiente e verde/);
  const link = /http:\/\/\S+\/segui\/\S+/.exec(mail.text)?.[0];
  assert.ok(link, mail.text);
  const page = await new Visitor(program.url).open(new URL(link).pathname);
  assert.equal(page.status, 200);
  assert.match(page.body, new RegExp(report.number));
});

test('an address that the server refuses becomes an incident that a person sees', async () => {
  const report = await fileReport(program.url, { ...ANSWERS, email: 'rifiutata@example.org' });
  assert.match(report.number, /^\d{7}\/\d{4}$/);
  const admin = new Visitor(program.url);
  const login = formTo(await admin.open('/accedi'), /accedi/);
  const { password } = program.logins.get('elena.serra');
  const names = Object.fromEntries(login.fields.map(({ name }) => [name,
    /password/.test(name) ? password : /utente|user|login/.test(name) ? 'elena.serra' : undefined]));
  await admin.post(login.action, Visitor.filled(login, names));
  for (let i = 0; ; i += 1) {
    const { body } = await admin.open('/incidenti');
    if (/Invio di un messaggio di posta elettronica/.test(body)) break;
    assert.ok(i < 200, body.slice(0, 3000));
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
});
