// What the ministry's validator looks for on a town's site (Modello Comuni, criteria C.SI and
// R.SI), asked of the running program: names of menus, marked elements, fonts, library, licence.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { newVisitor, startBrowser } from '../support/browser.mjs';
import { root, startProgram } from '../support/program.mjs';
import { SERVICE } from './request.mjs';

const PAGES = ['/', '/servizi', SERVICE, '/amministrazione', '/novita', '/vivere', '/argomenti',
  '/domande-frequenti', '/note-legali', '/privacy', `${SERVICE}/elenco`, '/cerca?q=albero'];
const KNOWN_CLASSES_MIN = 0.3; // C.SI.1.2
const LICENCE = /CC-BY 4\.0.*condividere \(riprodurre, distribuire, comunicare al pubblico/s;

let program;
let browser;
let page;
before(async () => {
  program = await startProgram();
  browser = await startBrowser();
  page = await newVisitor(browser);
});
after(async () => {
  await browser?.close();
  await program?.stop();
});

const marked = (name) => page.locator(`[data-element="${name}"]`);

test('C.SI.1.1: headings and paragraphs are set in the fonts of the model', async () => {
  for (const path of PAGES) {
    await page.goto(program.url + path);
    const wrong = await page.evaluate(async () => {
      await document.fonts.ready;
      const fonts = /^"?(Titillium Web|Lora|Roboto Mono)"?/;
      return [...document.querySelectorAll('h1, h2, h3, h4, p')]
        .filter((one) => !fonts.test(getComputedStyle(one).fontFamily))
        .map((one) => one.textContent.slice(0, 40));
    });
    assert.deepEqual(wrong, [], path);
  }
});

test('C.SI.1.2: the library is named and each page is built with it', async () => {
  const sheet = await readFile(join(root, 'portal', 'node_modules', 'bootstrap-italia', 'dist',
    'css', 'bootstrap-italia.min.css'), 'utf8');
  const known = new Set([...sheet.matchAll(/\.([a-zA-Z_][\w-]*)/g)].map(([, name]) => name));
  for (const path of PAGES) {
    await page.goto(program.url + path);
    const version = await page.evaluate(() => getComputedStyle(document.documentElement)
      .getPropertyValue('--bootstrap-italia-version').trim());
    assert.match(version, /^"2\.\d+\.\d+"$/);
    const classes = await page.evaluate(() => [...new Set([...document.querySelectorAll('[class]')]
      .flatMap((one) => [...one.classList]))]
      .filter((name) => !name.startsWith('leaflet-'))); // the map's own, only on the map's pages
    const share = classes.filter((name) => known.has(name)).length / classes.length;
    assert.ok(share >= KNOWN_CLASSES_MIN, `${path}: ${share}`);
  }
});

test('C.SI.1.6: the first-level menu has the four names of the model, in order', async () => {
  await page.goto(program.url);
  const names = await marked('main-navigation').locator('a').allInnerTexts();
  assert.deepEqual(names, ['Amministrazione', 'Novità', 'Servizi', 'Vivere Borgo Verde']);
  for (const name of ['management', 'news', 'all-services', 'live', 'personal-area-login']) {
    assert.equal(await marked(name).count(), 1, name);
  }
  await marked('all-topics').click();
  assert.ok(await marked('topic-element').count() > 0);
});

test('C.SI.1.3, 2.1, 2.2: a service sheet has every part of the model, none empty', async () => {
  await page.goto(program.url + SERVICE);
  for (const name of ['service-title', 'service-status', 'service-description', 'service-topic',
    'service-addressed', 'service-how-to', 'service-needed', 'service-achieved',
    'service-calendar-text', 'service-generic-access', 'service-online-access',
    'service-booking-access', 'service-area']) {
    const texts = await marked(name).allInnerTexts();
    assert.ok(texts.length > 0 && texts.every((text) => text.trim().length >= 3), name);
  }
  const crumbs = await marked('breadcrumb').locator('li').allInnerTexts();
  assert.equal(crumbs[crumbs.indexOf('Servizi') + 1], 'Ambiente');
});

test('C.SI.2.3, 2.4, 3.3, 3.4: the footer leads to FAQ, report, privacy and licence', async () => {
  await page.goto(program.url);
  assert.match(await marked('faq').innerText(), /FAQ/);
  assert.equal(await marked('report-inefficiency').innerText(), 'Segnalazione disservizio');
  assert.equal(await marked('privacy-policy-link').count(), 1);
  await marked('legal-notes').click();
  assert.equal(await marked('legal-notes-section').innerText(), 'Licenza dei contenuti');
  assert.match(await marked('legal-notes-body').innerText(), LICENCE);
});

test('C.SI.3.1: no cookie and no request goes to another host', async () => {
  const hosts = new Set();
  page.on('request', (request) => hosts.add(new URL(request.url()).host));
  for (const path of [...PAGES, `${SERVICE}/elenco`]) await page.goto(program.url + path);
  assert.deepEqual([...hosts], [new URL(program.url).host]);
  const cookies = await page.context().cookies();
  assert.ok(cookies.every((cookie) => cookie.domain === '127.0.0.1'), JSON.stringify(cookies));
});
