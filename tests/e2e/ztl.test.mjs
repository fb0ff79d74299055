// A permit for the ZTL, by the book: the applicant's request with copy of the identity document and
// stamp duty, integration, opinions, return with a reason, approval; then its renewal from the old
// one, and a draft thrown away.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { login, look, newVisitor, startBrowser } from '../support/browser.mjs';
import { startPostfix } from '../support/postfix.mjs';
import { startProgram } from '../support/program.mjs';
import { next, NUMBER, photo, stepsOf } from './request.mjs';

const SERVICE = '/servizi/accesso-ztl';
const MISSING = 'Manca il retro del documento di identità.';
const PERMIT = 'Targa AB123CD: accesso da via San Rocco, tutti i giorni, dalle 0 alle 24.';

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

async function atStep(page, name) {
  await page.getByText(new RegExp(`^Passo \\d di \\d · ${name}$`)).waitFor();
}

async function sayVehicles(page) {
  await page.getByLabel('Targa del primo veicolo').fill('AB123CD');
  await page.getByLabel('Miei o di un familiare convivente').check();
}

async function stamp(page) {
  await page.getByLabel('Numero della marca da bollo').fill('01234567890123');
  await page.getByLabel('Data di emissione della marca').fill('02/01/2026');
  await page.getByRole('checkbox').check();
}

async function attach(page) {
  await page.locator('input[type="file"]').first().setInputFiles(photo('plain-40x30.png'));
  await page.getByText('plain-40x30.png').first().waitFor();
}

async function declare(page) {
  for (const box of await page.getByRole('checkbox').all()) await box.check();
}

async function open(page, number) {
  await page.goto(`${program.url}/scrivania`);
  await page.getByRole('link', { name: /^Ufficio/ }).click();
  await page.getByRole('row').filter({ hasText: number }).getByRole('link').click();
  await page.getByRole('heading', { level: 2, name: new RegExp(number) }).waitFor();
  const take = page.getByRole('button', { name: 'Prendi in carico' });
  if (await take.count()) {
    await take.click();
    await page.getByText('In carico a te.').waitFor();
  }
}

// Completes the open task by the outcome of this name; `fill` types what it asks for.
async function complete(page, number, name, fill = async () => {}) {
  await open(page, number);
  const box = page.locator('details.outcome').filter({
    has: page.locator('summary', { hasText: name }),
  });
  const direct = page.getByRole('button', { name, exact: true });
  if (await box.count()) {
    if (await box.getAttribute('open') === null) await box.locator('summary').click();
    await fill(box);
    await box.getByRole('button', { name, exact: true }).click();
  } else {
    await direct.click();
  }
  await page.locator('#messages').getByText(`${number}: ${name}`).waitFor();
}

test('a permit goes from the request to its delivery, and is renewed', async (t) => {
  const step = stepsOf(t);
  const applicant = await as('anna.verdi');
  const clerk = await as('paolo.fabbri');
  const head = await as('giulia.moretti');
  const police = await as('marco.testa');
  const works = await as('sara.blu');
  let number = '';
  await step('the request begins with what the town already knows', async () => {
    await applicant.goto(program.url + SERVICE);
    await look(applicant, 'ztl-scheda');
    await applicant.getByRole('button', { name: 'Compila la richiesta' }).first().click();
    await atStep(applicant, 'Che cosa chiedi');
    await applicant.getByLabel('Nuovo permesso').check();
    await applicant.getByLabel('Ci abito: ho la residenza').check();
    await applicant.getByLabel('Via o piazza').fill('Via San Rocco');
    await applicant.getByLabel('Numero', { exact: false }).first().fill('7');
    await look(applicant, 'ztl-richiesta');
    await next(applicant);
    await atStep(applicant, 'I tuoi dati');
    assert.equal(await applicant.getByLabel('Nome e cognome').inputValue(), 'Anna Verdi');
    await look(applicant, 'ztl-dati');
    await next(applicant);
  });
  await step('a plate that cannot be one is refused beside its field', async () => {
    await atStep(applicant, 'Veicoli');
    await applicant.getByLabel('Targa del primo veicolo').fill('AB 123 CD!');
    await next(applicant);
    await applicant.getByText('La targa ha solo lettere e cifre').first().waitFor();
    await look(applicant, 'ztl-veicoli-errore', { allowed: ['422'] });
    await sayVehicles(applicant);
    await next(applicant);
  });
  await step('stamp duty, copy of the document, declarations with their warning', async () => {
    await atStep(applicant, 'Marca da bollo');
    await stamp(applicant);
    await look(applicant, 'ztl-bollo', { allowed: ['422'] });
    await next(applicant);
    await atStep(applicant, 'Allegati');
    await attach(applicant);
    await look(applicant, 'ztl-allegati', { allowed: ['422'] });
    await next(applicant);
    await atStep(applicant, 'Dichiarazioni');
    await applicant.getByText('artt. 75 e 76').first().waitFor();
    await declare(applicant);
    await look(applicant, 'ztl-dichiarazioni', { allowed: ['422'] });
    await next(applicant);
  });
  await step('it is sent, with number and date of the end', async () => {
    await atStep(applicant, 'Riepilogo');
    await look(applicant, 'ztl-riepilogo', { allowed: ['422'] });
    await applicant.getByRole('button', { name: 'Invia la richiesta' }).click();
    await applicant.getByRole('heading', { level: 1, name: 'Richiesta inviata' }).waitFor();
    number = (await applicant.locator('.big-number').textContent()).trim();
    assert.match(number, NUMBER);
    await look(applicant, 'ztl-inviata', { allowed: ['422'] });
    await posta.waitFor((one) => one.subject.includes(number) && one.text.includes('avvio del procedimento'));
  });
  await step('the clerk asks for what is missing, the applicant gives it', async () => {
    await complete(clerk, number, "Chiedi un'integrazione",
      async (box) => box.getByLabel('Che cosa manca').fill(MISSING));
    await applicant.goto(`${program.url}/area-personale`);
    await applicant.locator('.waiting-for-you a').first().click();
    await applicant.getByText(MISSING).first().waitFor();
    await look(applicant, 'ztl-integrazione', { allowed: ['422'] });
    await applicant.getByLabel('La tua risposta').fill('Il retro è nel file che vi ho mandato.');
    await applicant.getByRole('button', { name: 'Invia la risposta' }).click();
    await applicant.getByText('Hai risposto.').waitFor();
  });
  await step('two offices give their opinion at the same time', async () => {
    await complete(clerk, number, 'Chiedi i pareri',
      async (box) => box.getByLabel('Che cosa chiedi agli uffici').fill('Va bene?'));
    for (const page of [police, works])
      await complete(page, number, 'Dai il parere', async (box) => {
        await box.getByLabel('Favorevole', { exact: true }).check();
        await box.getByLabel('Motivazione').fill('Nessun ostacolo.');
      });
  });
  await step('the head sends it back with a reason, then approves', async () => {
    const propose = async (box) => {
      await box.getByLabel('12 mesi').check();
      await box.getByLabel('Testo del permesso').fill(PERMIT);
    };
    await complete(clerk, number, 'Proponi il rilascio', propose);
    await complete(head, number, 'Rimanda con motivo',
      async (box) => box.getByLabel('Che cosa va rivisto').fill("Aggiungi l'orario."));
    await open(clerk, number);
    await look(clerk, 'ztl-scrivania');
    await complete(clerk, number, 'Proponi il rilascio', propose);
    await complete(head, number, 'Approva il permesso');
    await posta.waitFor((one) => one.subject.includes(number) && one.text.includes(PERMIT));
  });
  await step('the permit is renewed from the old one: number known, stamp asked anew', async () => {
    await applicant.goto(`${program.url}/area-personale`);
    await applicant.locator('.cases > li', { hasText: number }).getByRole('link').first().click();
    await look(applicant, 'ztl-chiusa', { allowed: ['422'] });
    await applicant.getByRole('button', { name: 'Chiedi il rinnovo' }).click();
    await applicant.waitForURL(/\/richieste\//);
    await atStep(applicant, 'Marca da bollo');
    assert.equal(await applicant.getByLabel('Numero della marca da bollo').inputValue(), '');
    await applicant.goto(applicant.url().replace(/passo\/.*/, 'passo/richiesta'));
    const old = applicant.getByLabel('Numero di protocollo del permesso da rinnovare');
    assert.equal(await old.inputValue(), number);
  });
  await step('a draft is thrown away, after a question', async () => {
    await applicant.goto(`${program.url}/area-personale`);
    await applicant.getByRole('link', { name: /^Elimina/ }).first().click();
    await applicant.getByRole('heading', { level: 1, name: 'Elimina la bozza' }).waitFor();
    await look(applicant, 'ztl-elimina', { allowed: ['422'] });
    await applicant.getByRole('button', { name: 'Elimina la bozza' }).click();
    await applicant.waitForURL(/\/area-personale$/);
    assert.equal(await applicant.getByRole('heading', { name: 'Bozze' }).count(), 0);
  });
});
