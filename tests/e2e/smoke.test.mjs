// The first page opens in a real browser, with and without scripts, and nothing is wrong with it.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { look, newVisitor, picture, startBrowser } from '../support/browser.mjs';
import { startProgram } from '../support/program.mjs';

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

test('the home page opens and is accessible', async () => {
  const page = await newVisitor(browser);
  const answer = await page.goto(program.url);
  assert.equal(answer.status(), 200);
  await look(page, 'home');
});

test('the home page is complete without scripts', async () => {
  const page = await newVisitor(browser, { javaScript: false });
  await page.goto(program.url);
  await page.getByRole('link', { name: 'Servizi' }).first().click();
  await page.getByRole('heading', { level: 1 }).waitFor();
  await picture(page, 'servizi-senza-script');
});

test('a page that does not exist says so in Italian', async () => {
  const page = await newVisitor(browser);
  const answer = await page.goto(`${program.url}/non-esiste`);
  assert.equal(answer.status(), 404);
  await look(page, 'non-trovata', { allowed: ['404'] });
});
