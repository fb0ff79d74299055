// A report filed through the pages, as a person without scripts does: it posts the forms that the
// pages show, so a step more or less in the form changes nothing here.
import assert from 'node:assert/strict';
import { formsOf, Visitor } from './visitor.mjs';

const STEPS_MAX = 12;

export function formTo(answer, wanted) {
  const form = formsOf(answer.body).find((one) => one.method === 'post' && wanted.test(one.action));
  assert.ok(form, `no form to ${wanted} at ${answer.url} (status ${answer.status})`);
  return form;
}

// Fills in every step and sends; gives the confirmation page: {number, url, body, visitor}.
export async function fileReport(base, answers, { service = 'segnalazione-aree-verdi', visitor = new Visitor(base) } = {}) {
  const sheet = await visitor.open(`/servizi/${service}`);
  const start = formTo(sheet, /\/avvia$/);
  let page = await visitor.post(start.action, Visitor.filled(start, {}));
  for (let step = 0; step < STEPS_MAX && !/\/riepilogo$/.test(page.url); step += 1) {
    const form = formTo(page, /\/passo\//);
    const before = page.url;
    page = await visitor.post(form.action, [...Visitor.filled(form, answers), ['_go', 'next']]);
    // A condition may have opened fields that the step shows only now.
    if (page.status === 422 && page.url === before) {
      const again = formTo(page, /\/passo\//);
      page = await visitor.post(again.action, [...Visitor.filled(again, answers), ['_go', 'next']]);
    }
    assert.equal(page.status, 200, `${page.url}: ${page.body.slice(0, 2000)}`);
  }
  const send = formTo(page, /\/invia$/);
  const sent = await visitor.post(send.action, Visitor.filled(send, {}));
  assert.equal(sent.status, 200, sent.body.slice(0, 500));
  const number = /\b(\d{7}\/\d{4})\b/.exec(sent.body)?.[1];
  return { number, url: sent.url, body: sent.body, visitor };
}
