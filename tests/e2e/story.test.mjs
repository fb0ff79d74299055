// The story as the reporter lives it, with scripts: find the service, report without login with a
// point on the map and photos, correct what is wrong, read everything, send, follow, get the mail.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { login, look, newVisitor, startBrowser } from '../support/browser.mjs';
import { startPostfix } from '../support/postfix.mjs';
import { startProgram } from '../support/program.mjs';
import {
  atStep, next, NUMBER, photo, report, saved, sayWhat, send, SERVICE, start, stepsOf,
} from './request.mjs';

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

test('the service is found by life event', async () => {
  const page = await newVisitor(browser);
  await page.goto(program.url);
  await look(page, 'home');
  await page.getByRole('link', { name: "Vivere l'ambiente" }).click();
  await look(page, 'evento');
  await page.getByRole('link', { name: 'Segnalazione aree verdi' }).click();
  await page.getByRole('heading', { level: 1, name: 'Segnalazione aree verdi' }).waitFor();
  const index = await page.locator('[data-element="page-index"] > li > a').allTextContents();
  // Modello Comuni, criterion C.SI.1.3: these, in this order.
  assert.deepEqual(index, ['A chi è rivolto', 'Come fare', 'Cosa serve', 'Cosa si ottiene',
    'Tempi e scadenze', 'Accedi al servizio', 'Condizioni di servizio', 'Contatti']);
  await look(page, 'scheda');
});

test('the service is found by words, and a word without service says what to do', async () => {
  const page = await newVisitor(browser);
  await page.goto(program.url);
  await page.getByLabel('Cerca un servizio').fill('ramo caduto');
  await page.getByRole('main').getByRole('button', { name: 'Cerca' }).click();
  await page.getByRole('link', { name: 'Segnalazione aree verdi' }).waitFor();
  await look(page, 'cerca');
  await page.getByLabel('Che cosa cerchi?').fill('elicottero');
  await page.getByRole('main').getByRole('button', { name: 'Cerca' }).click();
  await page.getByText('Nessun servizio per «elicottero»').waitFor();
  await look(page, 'cerca-vuota');
});

test('every page that a town must have opens from the footer', async () => {
  const page = await newVisitor(browser);
  await page.goto(program.url);
  const links = await page.locator('footer a[href^="/"]').evaluateAll(
    (all) => all.map((link) => [link.getAttribute('href'), link.dataset.element ?? '']));
  const elements = links.map(([, element]) => element).filter(Boolean);
  for (const element of ['faq', 'report-inefficiency', 'privacy-policy-link', 'legal-notes',
    'accessibility-link', 'appointment-booking']) assert.ok(elements.includes(element), element);
  const others = ['/servizi', '/novita', '/vivere', '/argomenti', '/accedi'];
  for (const path of [...new Set(links.map(([href]) => href)), ...others]) {
    const answer = await page.goto(program.url + path);
    assert.equal(answer.status(), 200, path);
    await look(page, `pagina${path.replaceAll('/', '-')}`);
  }
});

test('a report without login travels from the first step to the follow page', async (t) => {
  const page = await newVisitor(browser);
  const step = stepsOf(t);
  let link = '';
  await step('the first step, empty and wrong: the summary of errors has the focus', async () => {
    await start(page, program.url);
    await look(page, 'passo-cosa-vuoto');
    await next(page);
    const summary = page.getByRole('alert');
    await summary.getByText('Ci sono 2 cose da correggere').waitFor();
    assert.ok(await summary.evaluate((box) => box === document.activeElement), 'focus');
    await look(page, 'passo-cosa-errori', { allowed: ['422'] });
    await summary.getByRole('link', { name: /Che cosa hai visto/ }).click();
    assert.equal(await page.evaluate(() => document.activeElement.id), 'f-problema');
  });
  await step('an answer asks one question more, saved while it is typed', async () => {
    const tree = page.locator('legend', { hasText: "Che cosa è successo all'albero?" });
    assert.equal(await tree.count(), 0);
    await page.getByLabel('Che cosa hai visto?').selectOption('albero');
    await tree.waitFor();
    assert.equal(await page.evaluate(() => document.activeElement.id), 'f-problema');
    await page.getByLabel('È caduto, o è caduto un ramo').check();
    await page.getByRole('radio', { name: 'Sì' }).check();
    const words = page.getByLabel('Descrivi il problema');
    await words.fill('Corto');
    await words.blur();
    await page.locator('#field-descrizione .field-error').waitFor();
    await words.fill('Un grosso ramo è caduto sul vialetto dei giochi.');
    await words.blur();
    await page.locator('#field-descrizione .field-error').waitFor({ state: 'detached' });
    await saved(page);
    await look(page, 'passo-cosa-compilato', { allowed: ['422'] });
    await next(page);
    await atStep(page, 'Dove');
  });
  await step('a point set by keyboard proposes the nearest street', async () => {
    const map = page.getByRole('application', { name: /^Mappa/ });
    await map.waitFor();
    await look(page, 'passo-dove-vuoto', { allowed: ['422'] });
    await map.focus();
    await page.keyboard.press('Enter');
    await page.locator('.map-says', { hasText: 'Punto scelto: vicino a' }).waitFor();
    const street = await page.getByLabel('Via o piazza').inputValue();
    assert.notEqual(street, '');
    const latitude = await page.locator('[data-map-lat]').inputValue();
    assert.notEqual(latitude, '');
    const box = await map.boundingBox();
    await map.click({ position: { x: box.width / 2 + 40, y: box.height / 2 + 30 } });
    await page.waitForFunction((old) =>
      document.querySelector('[data-map-lat]').value !== old, latitude);
    await page.getByRole('radio', { name: 'Sì' }).check();
    await saved(page);
    await look(page, 'passo-dove-compilato', { allowed: ['422'] });
    await next(page);
    await atStep(page, 'Foto');
  });
  await step('photos arrive one by one, what is no photo is refused beside the field', async () => {
    const input = page.locator('input[type="file"]');
    await look(page, 'passo-foto-vuoto', { allowed: ['422'] });
    await input.setInputFiles(['plain-40x30.jpg', 'text.txt', 'grid-40x30.heic'].map(photo));
    await page.getByRole('button', { name: 'Togli grid-40x30.heic' }).waitFor();
    const refused = page.locator('.file-refused');
    assert.match(await refused.textContent(), /«text.txt» non è un file JPEG/);
    await look(page, 'passo-foto-rifiutata', { allowed: ['422'] });
    await page.getByRole('button', { name: 'Togli grid-40x30.heic' }).click();
    await page.getByRole('button', { name: 'Togli grid-40x30.heic' }).waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Togli plain-40x30.jpg' }).waitFor();
    await next(page);
    await atStep(page, 'Contatti');
  });
  await step('contacts are asked only from who wants an answer', async () => {
    assert.equal(await page.getByLabel('Posta elettronica', { exact: true }).count(), 0);
    await page.getByRole('radio', { name: 'Sì' }).check();
    const mail = page.getByLabel('Posta elettronica', { exact: true });
    await mail.fill('anna.example.org');
    await mail.blur();
    await page.locator('#field-email .field-error').waitFor();
    await look(page, 'passo-contatti-errore', { allowed: ['422'] });
    await page.getByLabel('Posta elettronica', { exact: true }).fill('anna@example.org');
    await page.getByLabel('Nome e cognome').fill('Anna Verdi');
    await next(page);
    await atStep(page, 'Riepilogo');
  });
  await step('the summary shows everything and brings back to each part', async () => {
    const text = await page.getByRole('main').innerText();
    for (const shown of ['Albero o ramo', 'Un grosso ramo è caduto', 'plain-40x30.jpg',
      'anna@example.org']) assert.ok(text.includes(shown), shown);
    await look(page, 'riepilogo', { allowed: ['422'] });
    await page.getByRole('link', { name: 'Modifica Foto' }).click();
    await atStep(page, 'Foto');
    await page.goBack();
    await atStep(page, 'Riepilogo');
  });
  await step('sending gives the number, who has it, by when, what next and the link', async () => {
    const number = await send(page);
    const text = await page.getByRole('main').innerText();
    assert.match(text, /Ufficio ambiente e verde/);
    assert.match(text, /Risposta entro/);
    await page.getByRole('heading', { name: 'Che cosa succede ora' }).waitFor();
    link = await page.locator('.secret-link a').getAttribute('href');
    await look(page, 'inviata', { allowed: ['422'] });
    const mail = await posta.waitFor((one) => one.to.includes('anna@example.org'));
    assert.ok(mail.subject.includes(number), mail.subject);
    assert.ok(mail.text.includes(link), mail.text);
  });
  await step('the secret link shows the timeline and the receipt to whoever has it', async () => {
    const other = await newVisitor(browser);
    await other.goto(program.url + link);
    await other.getByText('Hai inviato la richiesta.').waitFor();
    await look(other, 'segui');
  });
});

test('a draft that is left is found again by its address', async () => {
  const page = await newVisitor(browser);
  await start(page, program.url);
  await sayWhat(page, 'Erba alta lungo il viale, non si passa.');
  await page.getByRole('button', { name: 'Salva ed esci' }).click();
  await page.getByRole('heading', { level: 1, name: 'Bozza salvata' }).waitFor();
  await look(page, 'bozza-salvata');
  const address = await page.locator('.secret-link a').getAttribute('href');
  const other = await newVisitor(browser);
  await other.goto(program.url + address);
  await atStep(other, 'Dove');
});

test('without net the page says so, keeps what is typed and saves it later', async () => {
  const page = await newVisitor(browser);
  await start(page, program.url);
  await page.context().setOffline(true);
  await sayWhat(page, 'Siepe che copre il cartello di stop.');
  await page.getByLabel('Descrivi il problema').blur();
  await page.getByText(/Non ancora salvato: sei senza rete/).waitFor();
  await page.context().setOffline(false);
  await saved(page);
  await page.reload();
  assert.equal(await page.getByLabel('Descrivi il problema').inputValue(),
    'Siepe che copre il cartello di stop.');
});

test("the phone's position proposes the street it stands on", async () => {
  const { features } = await (await fetch(`${program.url}/mappa/strade.geojson`)).json();
  const street = features.find((one) => one.properties.nome === 'Strada dei Tigli');
  const [longitude, latitude] = street.geometry.coordinates.flat(Infinity).slice(-2);
  const page = await newVisitor(browser, {
    context: { geolocation: { latitude, longitude }, permissions: ['geolocation'] },
  });
  await start(page, program.url);
  await sayWhat(page, 'Un ramo secco pende sul marciapiede.');
  await next(page);
  await atStep(page, 'Dove');
  await page.getByRole('button', { name: 'Usa la mia posizione' }).click();
  await page.getByText('Punto scelto: vicino a Strada dei Tigli.').waitFor();
  assert.equal(await page.getByLabel('Via o piazza').inputValue(), 'Strada dei Tigli');
  await page.getByRole('button', { name: 'Togli il punto' }).click();
  // The answer to what was saved before may still put its own point back for a moment.
  await page.waitForFunction(() => document.querySelector('[data-map-lat]').value === '');
  await saved(page);
  assert.equal(await page.locator('[data-map-lat]').inputValue(), '');
});

test('files can be dropped; too large or without net is said beside the field', async () => {
  const page = await newVisitor(browser);
  await start(page, program.url);
  await page.goto(page.url().replace(/passo\/.*/, 'passo/foto'));
  await atStep(page, 'Foto');
  const bytes = (await readFile(photo('plain-40x30.png'))).toString('base64');
  const dropped = await page.evaluateHandle((data) => {
    const transfer = new DataTransfer();
    const content = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
    transfer.items.add(new File([content], 'trascinata.png', { type: 'image/png' }));
    return transfer;
  }, bytes);
  await page.dispatchEvent('[data-drop]', 'drop', { dataTransfer: dropped });
  await page.getByRole('button', { name: 'Togli trascinata.png' }).waitFor();
  const input = page.locator('input[type="file"]');
  await input.setInputFiles({
    name: 'grande.jpg', mimeType: 'image/jpeg', buffer: Buffer.alloc(10 * 1024 * 1024 + 1),
  });
  await page.getByText('«grande.jpg» supera 10 MB: riducilo e riprova').waitFor();
  await page.context().setOffline(true);
  await input.setInputFiles(photo('plain-40x30.jpg'));
  await page.getByText('«plain-40x30.jpg» non è arrivato: sei senza rete. Riprova.').waitFor();
  await page.context().setOffline(false);
  await input.setInputFiles(photo('plain-40x30.jpg'));
  await page.getByRole('button', { name: 'Togli plain-40x30.jpg' }).waitFor();
  assert.equal(await page.locator('.file-refused').count(), 0);
});

test('a step is walked with the keyboard alone, and one always sees where one is', async () => {
  const page = await newVisitor(browser);
  await start(page, program.url);
  const seen = [];
  for (let i = 0; i < 60; i += 1) {
    await page.keyboard.press('Tab');
    const here = await page.evaluate(() => {
      const one = document.activeElement;
      const style = getComputedStyle(one);
      const isMarked = style.boxShadow !== 'none' || parseFloat(style.outlineWidth) > 0;
      return { name: one.name || one.textContent.trim(), isMarked, tag: one.tagName };
    });
    if (here.tag === 'BODY') break;
    seen.push(here);
    if (here.name === 'Mappa del sito') break;
  }
  assert.deepEqual(seen.filter((one) => !one.isMarked).map((one) => one.name), []);
  const names = seen.map((one) => one.name);
  const order = ['Vai al contenuto', 'problema', 'descrizione', '_go', 'Mappa del sito']
    .map((name) => names.indexOf(name));
  assert.ok(order.every((at, i) => at >= 0 && (i === 0 || at > order[i - 1])), names.join(', '));
  await page.getByLabel('Che cosa hai visto?').focus();
  await page.keyboard.type('Erba');
  await page.getByLabel('Descrivi il problema').focus();
  await page.keyboard.type('Erba alta sul vialetto.');
  for (let i = 0; i < 2; i += 1) await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await atStep(page, 'Dove');
});

test('who is logged in finds drafts and reports in the personal area', async () => {
  const page = await newVisitor(browser);
  await page.goto(`${program.url}/area-personale`);
  await look(page, 'accedi');
  await login(page, program, 'anna.verdi');
  await page.goto(`${program.url}/area-personale`);
  await page.getByRole('heading', { level: 1, name: 'Area personale' }).waitFor();
  await look(page, 'area');
  const { number } = await report(page, program.url, {
    words: "L'erba dell'aiuola è alta un metro.", name: 'Anna Verdi', email: 'anna2@example.org',
  });
  await start(page, program.url);
  await page.goto(`${program.url}/area-personale`);
  await page.getByText(`Protocollo ${number}`).waitFor();
  await page.getByRole('heading', { name: 'Bozze' }).waitFor();
  await look(page, 'area-piena');
  await page.locator('li', { hasText: number }).getByRole('link').first().click();
  await page.locator('.big-number', { hasText: NUMBER }).or(page.getByText(number)).first().waitFor();
  await look(page, 'area-pratica');
});

test('everybody sees the public list and map, without personal data', async () => {
  const page = await newVisitor(browser);
  await page.goto(program.url + SERVICE);
  await page.getByRole('link', { name: /Guarda le segnalazioni/ }).click();
  await page.getByRole('heading', { level: 1 }).waitFor();
  const rows = page.locator('.report');
  assert.ok(await rows.count() > 0);
  const text = await page.getByRole('main').innerText();
  assert.doesNotMatch(text, /Anna Verdi|@|ramo è caduto sul vialetto/);
  await page.getByRole('button', { name: 'Mostra sulla mappa' }).first().click();
  await page.getByRole('link', { name: "Vai alla riga nell'elenco" }).click();
  await look(page, 'elenco');
});
