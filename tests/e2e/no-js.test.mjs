// The same report without scripts: every page is a page, files travel with the step, errors stand
// on top of it, and nothing is lost on the way.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { newVisitor, picture, startBrowser } from '../support/browser.mjs';
import { startProgram } from '../support/program.mjs';
import {
  atStep, next, photo, sayWhere, send, start, stepsOf, wantAnswer,
} from './request.mjs';

let program;
let browser;
before(async () => {
  program = await startProgram();
  browser = await startBrowser();
});
after(async () => {
  await browser?.close();
  await program?.stop();
});

test('a report without scripts travels from the sheet to the follow page', async (t) => {
  const page = await newVisitor(browser, { javaScript: false });
  const step = stepsOf(t);
  await step('the step says on top and beside the field what is wrong', async () => {
    await start(page, program.url);
    await picture(page, 'senza-script-passo');
    await next(page);
    await page.getByText('Ci sono 2 cose da correggere').waitFor();
    assert.match(await page.title(), /^Errore: /);
    assert.equal(await page.locator('.field-error').count(), 2);
    await picture(page, 'senza-script-errori');
  });
  await step('a question that an answer calls for comes with the next page', async () => {
    await page.getByLabel('Che cosa hai visto?').selectOption('giochi');
    await page.getByLabel('Descrivi il problema').fill("L'altalena ha una catena rotta.");
    await next(page);
    await page.locator('legend', { hasText: 'Qualcuno può farsi male?' }).waitFor();
    assert.equal(await page.getByLabel('Descrivi il problema').inputValue(),
      "L'altalena ha una catena rotta.");
    await page.getByRole('radio', { name: 'Sì' }).check();
    await next(page);
    await atStep(page, 'Dove');
  });
  await step('an address typed by hand is enough', async () => {
    assert.equal(await page.locator('.map').count(), 0);
    await sayWhere(page, 'Via Galileo Galilei');
    await picture(page, 'senza-script-dove');
    await next(page);
    await atStep(page, 'Foto');
  });
  await step('files travel with the step; what is refused is said, the others stay', async () => {
    const input = page.locator('input[type="file"]');
    await input.setInputFiles(['plain-40x30.png', 'text.txt'].map(photo));
    await page.getByRole('button', { name: 'Carica i file scelti' }).click();
    await page.getByRole('button', { name: 'Togli plain-40x30.png' }).waitFor();
    await page.locator('.file-refused', { hasText: 'text.txt' }).waitFor();
    await picture(page, 'senza-script-foto');
    await page.locator('input[type="file"]').setInputFiles(photo('lossy-40x30.webp'));
    await next(page);
    await atStep(page, 'Contatti');
    await page.getByRole('link', { name: 'Indietro' }).click();
    await atStep(page, 'Foto');
    await page.getByRole('button', { name: 'Togli plain-40x30.png' }).click();
    await page.getByRole('button', { name: 'Togli plain-40x30.png' }).waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Togli lossy-40x30.webp' }).waitFor();
    await next(page);
    await atStep(page, 'Contatti');
  });
  await step('contacts are asked when an answer is wanted', async () => {
    await page.getByRole('radio', { name: 'Sì' }).check();
    await next(page);
    await page.getByLabel('Posta elettronica', { exact: true }).waitFor();
    await wantAnswer(page, { name: 'Bruno Sala', email: 'bruno@example.org' });
    await next(page);
    await atStep(page, 'Riepilogo');
    await picture(page, 'senza-script-riepilogo');
  });
  await step('sent, followed by the secret link', async () => {
    const number = await send(page);
    await picture(page, 'senza-script-inviata');
    await page.locator('.secret-link a').click();
    await page.getByText('Hai inviato la richiesta.').waitFor();
    assert.ok((await page.getByRole('main').innerText()).includes(number));
    await picture(page, 'senza-script-segui');
  });
});

test('a draft that is left without scripts is found again by its address', async () => {
  const page = await newVisitor(browser, { javaScript: false });
  await start(page, program.url);
  await page.getByLabel('Descrivi il problema').fill('Erba alta davanti alla scuola.');
  await page.getByRole('button', { name: 'Salva ed esci' }).click();
  await page.locator('.secret-link a').click();
  await atStep(page, 'Che cosa');
  assert.equal(await page.getByLabel('Descrivi il problema').inputValue(),
    'Erba alta davanti alla scuola.');
});
