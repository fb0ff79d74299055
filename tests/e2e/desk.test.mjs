// The office's half of the story: a clerk claims a report, asks, forwards it; another answers; the
// head sends it back with a reason and then approves; the reporter gets every word by real mail.
// Then the pages of the counter and of the administrator.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { login, look, newVisitor, startBrowser } from '../support/browser.mjs';
import { startPostfix } from '../support/postfix.mjs';
import { startProgram } from '../support/program.mjs';
import { report, stepsOf } from './request.mjs';

const QUESTION = 'A che altezza della via si trova la siepe?';
const REPLY = 'Davanti al numero 12, di fronte alla fermata.';
const FIRST_ANSWER = 'Abbiamo potato la siepe.';
const ANSWER = 'Abbiamo potato la siepe giovedì 26 novembre 2026 e raccolto i rami.';
const REASON = 'Scrivi anche quando è stato fatto il lavoro.';

let posta;
let program;
let browser;
before(async () => {
  posta = await startPostfix();
  program = await startProgram({ more: ['--smtp', posta.url] });
  browser = await startBrowser();
});
after(async () => {
  await browser?.close();
  await program?.stop();
  await posta?.stop();
});

async function as(user) {
  const page = await newVisitor(browser);
  await login(page, program, user);
  await page.waitForURL((url) => url.pathname !== '/accedi');
  return page;
}

// The case of this number, from a tab of the work list.
async function open(page, tab, number) {
  await page.goto(`${program.url}/scrivania`);
  await page.getByRole('link', { name: new RegExp(`^${tab}`) }).click();
  await page.getByRole('row').filter({ hasText: number }).getByRole('link').click();
  await page.getByRole('heading', { level: 2, name: new RegExp(number) }).waitFor();
}

async function claim(page) {
  await page.getByRole('button', { name: 'Prendi in carico' }).click();
  await page.getByText('In carico a te.').waitFor();
}

// The outcome of this name, unfolded: its form.
async function outcome(page, name) {
  const box = page.locator('details.outcome').filter({
    has: page.locator('summary', { hasText: name }),
  });
  if (await box.getAttribute('open') === null) await box.locator('summary').click();
  return box;
}

async function press(box, name) {
  await box.getByRole('button', { name, exact: true }).click();
}

// The page says what was done; the next case opens by itself.
async function done(page, number, what) {
  await page.locator('#messages').getByText(`${number}: ${what}`).waitFor();
}

async function mailAbout(number, words) {
  return posta.waitFor((one) => one.subject.includes(number) && one.text.includes(words));
}

test('a report goes through the office to its answer', async (t) => {
  const step = stepsOf(t);
  const reporter = await as('anna.verdi');
  const clerk = await as('luca.neri');
  const colleague = await as('sara.blu');
  const head = await as('dario.conti');
  let number = '';
  await step('the reporter files it', async () => {
    ({ number } = await report(reporter, program.url, {
      words: 'La siepe copre il cartello dello stop.', name: 'Anna Verdi',
      email: 'anna@example.org',
    }));
    await mailAbout(number, 'Grazie per la segnalazione');
  });
  await step('the clerk finds it in the work list by keyboard and claims it', async () => {
    await clerk.goto(`${program.url}/scrivania`);
    await look(clerk, 'scrivania');
    await clerk.getByRole('link', { name: /^Ufficio/ }).click();
    await clerk.getByRole('row').filter({ hasText: number }).waitFor();
    await look(clerk, 'scrivania-ufficio');
    await clerk.keyboard.press('?');
    await clerk.getByRole('dialog').waitFor();
    await look(clerk, 'scrivania-tasti');
    await clerk.getByRole('button', { name: 'Chiudi' }).click();
    for (let i = 0; ; i += 1) {
      assert.ok(i < 50, 'j reaches the row');
      await clerk.keyboard.press('j');
      const row = await clerk.evaluate(() => document.activeElement.closest('tr')?.innerText ?? '');
      if (row.includes(number.slice(0, 7))) break;
    }
    await clerk.keyboard.press('Enter');
    await clerk.getByRole('heading', { level: 2, name: new RegExp(number) }).waitFor();
    await look(clerk, 'scrivania-pratica');
    await claim(clerk);
    await look(clerk, 'scrivania-in-carico');
  });
  await step('an answer without words is refused beside its field', async () => {
    const box = await outcome(clerk, 'Rispondi e chiudi');
    await press(box, 'Rispondi e chiudi');
    await clerk.getByText(/cose? da correggere/).waitFor();
    await look(clerk, 'scrivania-errori', { allowed: ['422'] });
  });
  await step('the clerk asks the reporter, who is told by mail and in the personal area', async () => {
    const box = await outcome(clerk, 'Chiedi al segnalante');
    await box.getByLabel('Domanda').fill(QUESTION);
    await press(box, 'Chiedi al segnalante');
    await done(clerk, number, 'Chiedi al segnalante');
    await mailAbout(number, QUESTION);
    await reporter.goto(`${program.url}/area-personale`);
    await reporter.getByRole('heading', { name: 'Aspettiamo te' }).waitFor();
    await look(reporter, 'area-attesa');
  });
  await step('the reporter answers; an empty answer is refused with focus on why', async () => {
    await reporter.locator('.waiting-for-you a').first().click();
    await reporter.getByText(QUESTION).first().waitFor();
    await look(reporter, 'segui-domanda');
    await reporter.getByRole('button', { name: 'Invia la risposta' }).click();
    const summary = reporter.getByRole('alert');
    await summary.waitFor();
    assert.ok(await summary.evaluate((box) => box === document.activeElement), 'focus');
    await look(reporter, 'segui-domanda-errore', { allowed: ['422'] });
    await reporter.getByLabel('La tua risposta').fill(REPLY);
    await reporter.getByRole('button', { name: 'Invia la risposta' }).click();
    await reporter.getByText('Hai risposto.').waitFor();
    assert.equal(await reporter.locator('.open-question').count(), 0);
    await look(reporter, 'segui-risposto', { allowed: ['422'] });
  });
  await step('the clerk reads the reply and forwards the report with a reason', async () => {
    await open(clerk, 'Ufficio', number);
    await clerk.getByText(REPLY).first().waitFor();
    const take = clerk.getByRole('button', { name: 'Prendi in carico' });
    if (await take.count()) await claim(clerk);
    const box = await outcome(clerk, 'Inoltra a un altro ufficio');
    await box.getByLabel('Ufficio lavori pubblici').check();
    await box.getByLabel('Motivo').fill('La siepe è lungo una strada.');
    await press(box, 'Inoltra a un altro ufficio');
    await done(clerk, number, 'Inoltra a un altro ufficio');
  });
  await step('the other office answers; the head sends it back with a reason', async () => {
    await open(colleague, 'Ufficio', number);
    await claim(colleague);
    const box = await outcome(colleague, 'Rispondi e chiudi');
    await box.getByLabel('Risolta').check();
    await box.getByLabel('Risposta al segnalante').fill(FIRST_ANSWER);
    await press(box, 'Rispondi e chiudi');
    await done(colleague, number, 'Rispondi e chiudi');
    await open(head, 'Ufficio', number);
    await head.getByText(FIRST_ANSWER).first().waitFor();
    await claim(head);
    await look(head, 'scrivania-verifica');
    const back = await outcome(head, 'Rimanda con motivo');
    await back.getByLabel('Che cosa va rivisto').fill(REASON);
    await press(back, 'Rimanda con motivo');
    await done(head, number, 'Rimanda con motivo');
  });
  await step('it comes back marked as a riciclo, is corrected and approved', async () => {
    await open(colleague, 'Ufficio', number);
    await colleague.getByText(REASON).first().waitFor();
    await look(colleague, 'scrivania-riciclo');
    const take = colleague.getByRole('button', { name: 'Prendi in carico' });
    if (await take.count()) await claim(colleague);
    const box = await outcome(colleague, 'Rispondi e chiudi');
    await box.getByLabel('Risolta').check();
    await box.getByLabel('Risposta al segnalante').fill(ANSWER);
    await press(box, 'Rispondi e chiudi');
    await done(colleague, number, 'Rispondi e chiudi');
    await open(head, 'Ufficio', number);
    await claim(head);
    await head.getByRole('button', { name: 'Approva e invia', exact: true }).click();
    await done(head, number, 'Approva e invia');
  });
  await step('the reporter gets the answer by mail and on the page', async () => {
    await mailAbout(number, ANSWER);
    await reporter.goto(`${program.url}/area-personale`);
    await reporter.locator('.cases > li', { hasText: number }).getByRole('link').click();
    const last = reporter.locator('.timeline > li', { hasText: "L'ufficio ha risposto." });
    assert.equal(await last.locator('.quote').textContent(), ANSWER);
    await look(reporter, 'segui-chiusa', { allowed: ['422'] });
  });
  await step('the search of cases finds it closed', async () => {
    await clerk.goto(`${program.url}/scrivania/pratiche?q=${encodeURIComponent(number)}`);
    await clerk.getByRole('row').filter({ hasText: number }).waitFor();
    await look(clerk, 'pratiche', { allowed: ['422'] });
    await clerk.goto(`${program.url}/scrivania/pratiche?q=elicottero`);
    await look(clerk, 'pratiche-vuote', { allowed: ['422'] });
  });
});

test('the counter issues credentials; a wrong person is refused in words', async () => {
  const page = await as('piero.gallo');
  await page.goto(`${program.url}/sportello/credenziali?q=verdi`);
  await look(page, 'credenziali');
  await page.goto(`${program.url}/sportello/credenziali/nuova`);
  await look(page, 'credenziali-nuova');
  await page.getByRole('main').locator('button[type="submit"]').click();
  await page.getByText(/cose? da correggere/).waitFor();
  await look(page, 'credenziali-errori', { allowed: ['422'] });
});

test("the administrator's pages are complete", async () => {
  const page = await as('elena.serra');
  for (const [path, name] of [['/impostazioni', 'impostazioni'], ['/incidenti', 'incidenti'],
    ['/organizzazione', 'organizzazione'], ['/organizzazione/uffici/nuovo', 'ufficio-nuovo'],
    ['/organizzazione/ruoli/nuovo', 'incarico-nuovo'], ['/organizzazione/aoo', 'aoo-nuova']]) {
    const answer = await page.goto(program.url + path);
    assert.equal(answer.status(), 200, path);
    await look(page, name);
  }
  await page.goto(`${program.url}/organizzazione/uffici/nuovo`);
  await page.getByRole('main').locator('button[type="submit"]').click();
  await page.getByText(/cose? da correggere/).waitFor();
  await look(page, 'ufficio-errori', { allowed: ['422'] });
});

test('a wrong password is said in one sentence, whoever it is', async () => {
  const page = await newVisitor(browser);
  await page.goto(`${program.url}/accedi`);
  await page.getByLabel('Nome utente').fill('luca.neri');
  await page.getByLabel('Password').fill('sbagliata');
  await page.getByRole('main').getByRole('button', { name: 'Accedi' }).click();
  await page.getByRole('alert').waitFor();
  await look(page, 'accedi-errore', { allowed: ['422', '401', '403'] });
});
