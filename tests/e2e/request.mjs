// How a person fills in a report on green areas in the browser, step by step; used by the stories.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { root } from '../support/program.mjs';

export const SERVICE = '/servizi/segnalazione-aree-verdi';
export const NUMBER = /^\d{7}\/\d{4}$/;

export function photo(name) {
  return join(root, 'tests', 'fuzz', 'corpus', 'sniff', name);
}

export async function next(page) {
  await page.getByRole('button', { name: 'Avanti' }).last().click();
}

export async function atStep(page, name) {
  await page.getByText(new RegExp(`^Passo \\d di 5 · ${name}$`)).waitFor();
}

export async function start(page, base) {
  await page.goto(base + SERVICE);
  await page.getByRole('button', { name: 'Segnala ora' }).first().click();
  await atStep(page, 'Che cosa');
}

// The line beside the title says that everything typed so far is kept.
export async function saved(page) {
  await page.locator('#saved', { hasText: /^\s*Bozza salvata alle \d{1,2}:\d{2}$/ }).waitFor();
}

export async function sayWhat(page, words) {
  await page.getByLabel('Che cosa hai visto?').selectOption('erba');
  await page.getByLabel('Descrivi il problema').fill(words);
}

export async function sayWhere(page, street = 'Via Torino') {
  await page.getByLabel('Via o piazza').fill(street);
  await page.getByLabel('Numero', { exact: false }).first().fill('12');
}

export async function wantAnswer(page, { name, email }) {
  await page.getByRole('radio', { name: 'Sì' }).check();
  await page.getByLabel('Posta elettronica', { exact: true }).fill(email);
  await page.getByLabel('Nome e cognome').fill(name);
}

export async function send(page) {
  await page.getByRole('button', { name: 'Invia la segnalazione' }).click();
  await page.getByRole('heading', { level: 1, name: 'Segnalazione inviata' }).waitFor();
  const number = (await page.locator('.big-number').textContent()).trim();
  assert.match(number, NUMBER);
  return number;
}

// A whole report on tall grass, as short as it can be: number and secret link.
export async function report(page, base, { words, name, email }) {
  await start(page, base);
  await sayWhat(page, words);
  await next(page);
  await atStep(page, 'Dove');
  await sayWhere(page);
  await next(page);
  await atStep(page, 'Foto');
  await next(page);
  await atStep(page, 'Contatti');
  if (email) await wantAnswer(page, { name, email });
  else await page.getByRole('radio', { name: 'No' }).check();
  await next(page);
  await atStep(page, 'Riepilogo');
  const number = await send(page);
  const link = page.locator('.secret-link a');
  return { number, link: await link.count() ? await link.getAttribute('href') : '' };
}

// Steps of one story: after one has failed the others have nothing to stand on.
export function stepsOf(t) {
  let isBroken = false;
  return (name, run) => t.test(name, async (step) => {
    if (isBroken) return step.skip('an earlier step failed');
    isBroken = true;
    await run();
    isBroken = false;
  });
}
