// How the fault harness files a report: the only place that knows the service's addresses and
// answers. It walks the pages as a person without scripts does, so a step more or less in the form
// changes nothing here.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from '../support/program.mjs';
import { formTo } from '../support/report.mjs';
import { Visitor } from '../support/visitor.mjs';

const SHEET = '/servizi/segnalazione-aree-verdi';
const STEPS_MAX = 12;
// Answers by field name; what a page does not ask is not sent.
const ANSWERS = {
  problema: 'erba',
  'luogo.street': 'Via Torino',
  'luogo.number': '12',
  vuole_risposta: 'false',
};
const photo = await readFile(join(root, 'tests', 'fuzz', 'corpus', 'sniff', 'plain-40x30.jpg'));

// Further options of `digipro demo`: which store, and no allowance per visitor, since all clients
// come from one address.
export function programOptions(engine, conninfo) {
  const store = engine === 'postgres' ? ['--postgres', conninfo] : [];
  return [...store, '--no-rate-limit'];
}

function refusal(answer) {
  return new Error(`status ${answer.status} at ${answer.url}: ${answer.body.slice(0, 300)}`);
}

function numberIn(page) {
  return /\b(\d{7,}\/\d{4})\b/.exec(page.body)?.[1] ?? '';
}

// A report ready to be sent. `text` makes it unlike every other, and its photo too.
export class Filing {
  constructor(base, text, visitor = new Visitor(base)) {
    this.visitor = visitor;
    this.answers = { ...ANSWERS, descrizione: text };
    this.photo = Buffer.concat([photo, Buffer.from(text)]);
  }

  moveTo(base) { this.visitor.base = base; }

  async prepare() {
    const sheet = await this.visitor.open(SHEET);
    const start = formTo(sheet, /\/avvia$/);
    let page = await this.visitor.post(start.action, Visitor.filled(start, {}));
    for (let step = 0; !/\/riepilogo$/.test(page.url); step += 1) {
      if (page.status !== 200 || step === STEPS_MAX) throw refusal(page);
      page = await this.fill(formTo(page, /\/passo\//));
    }
    this.sending = formTo(page, /\/invia$/);
    this.key = this.sending.fields.find((field) => field.name === '_key').value;
  }

  // One step; the file is sent with the form, as a browser without scripts does.
  async fill(form) {
    const answers = [...Visitor.filled(form, this.answers), ['_go', 'next']];
    const file = form.fields.find((field) => field.type === 'file');
    if (!file) return this.visitor.post(form.action, answers);
    const body = new FormData();
    for (const [name, value] of answers) body.append(name, value);
    body.append(file.name, new Blob([this.photo], { type: 'image/jpeg' }), 'erba.jpg');
    return this.visitor.follow(await this.visitor.request('POST', form.action, { body }));
  }

  // {status, number, followed}: the number as people read it ("0000123/2026"), where to follow it.
  async send(key = this.key) {
    const form = Visitor.filled(this.sending, { _key: key });
    const first = await this.visitor.request('POST', this.sending.action, { form });
    if (first.status >= 400) return { status: first.status, number: '', followed: '' };
    const page = await this.visitor.follow(first);
    if (page.status !== 200) throw refusal(page);
    if (!numberIn(page)) throw new Error(`no number on the confirmation at ${page.url}`);
    return { status: first.status, number: numberIn(page), followed: page.url };
  }

  // What the page of an acknowledged filing shows now: {number, hasPhoto}, the photo byte by byte.
  async look(followed) {
    const page = await this.visitor.open(followed);
    if (page.status !== 200) throw refusal(page);
    const links = [...page.body.matchAll(/href="([^"]+\/documenti\/[^"]+)"/g)].map(([, link]) => link);
    let hasPhoto = false;
    for (const link of links) hasPhoto ||= await this.isPhoto(link);
    return { number: numberIn(page), hasPhoto };
  }

  async isPhoto(link) {
    const cookie = [...this.visitor.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await fetch(new URL(link, this.visitor.base), { headers: { cookie } });
    return answer.status === 200 && this.photo.equals(Buffer.from(await answer.arrayBuffer()));
  }
}
