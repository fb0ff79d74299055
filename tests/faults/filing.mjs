// How the fault harness files a report: the only place that knows the service's addresses and
// answers. It walks the pages as a person without scripts does, so a step more or less in the form
// changes nothing here.
import { formsOf, Visitor } from '../support/visitor.mjs';

const START = '/servizi/segnalazione-aree-verdi/avvia';
const STEPS_MAX = 12;
// Answers by field name; what a page does not ask is not sent.
const ANSWERS = {
  problema: 'albero',
  pericolo: 'si',
  'luogo.street': 'Via Torino',
  'luogo.number': '12',
  'luogo.description': 'Davanti alla scuola',
  contatto: 'no',
};

// Further options of `digipro demo`: which store, and no allowance per visitor, since all clients
// come from one address.
export function programOptions(engine, conninfo) {
  const store = engine === 'postgres' ? ['--postgres', conninfo] : [];
  return [...store, '--no-rate-limit'];
}

function formTo(answer, wanted) {
  return formsOf(answer.body).find((form) => form.method === 'post' && wanted.test(form.action));
}

function refusal(answer) {
  return new Error(`status ${answer.status} at ${answer.url}: ${answer.body.slice(0, 300)}`);
}

// A report ready to be sent. `text` makes it unlike every other.
export class Filing {
  constructor(base, text, visitor = new Visitor(base)) {
    this.visitor = visitor;
    this.answers = { ...ANSWERS, descrizione: text };
  }

  moveTo(base) { this.visitor.base = base; }

  async prepare() {
    let page = await this.visitor.open(START);
    for (let step = 0; step < STEPS_MAX; step += 1) {
      if (page.status !== 200) throw refusal(page);
      const sending = formTo(page, /\/invia$/);
      if (sending) {
        this.sending = sending;
        return;
      }
      const form = formTo(page, /\/passo\//);
      if (!form) throw new Error(`no form to go on at ${page.url}`);
      page = await this.visitor.post(form.action, Visitor.filled(form, this.answers));
    }
    throw new Error('the summary was not reached');
  }

  // {status, number, followed}: the number as people read it ("0000123/2026"), where to follow it.
  async send(key) {
    const form = Visitor.filled(this.sending, { _key: key });
    const first = await this.visitor.request('POST', this.sending.action, { form });
    if (first.status >= 400) return { status: first.status, number: '', followed: '' };
    const page = await this.visitor.follow(first);
    if (page.status !== 200) throw refusal(page);
    const number = /\b(\d{7,}\/\d{4})\b/.exec(page.body);
    if (!number) throw new Error(`no number on the confirmation at ${page.url}`);
    return { status: first.status, number: number[1], followed: page.url };
  }

  // The number that the page of an acknowledged filing shows now.
  async look(followed) {
    const page = await this.visitor.open(followed);
    if (page.status !== 200) throw refusal(page);
    return /\b(\d{7,}\/\d{4})\b/.exec(page.body)?.[1] ?? '';
  }
}
