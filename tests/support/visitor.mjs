// A visitor without a browser: cookies, redirects and HTML forms, nothing else. For tests of the
// running program that need many visitors or none of a browser's help.
import { randomUUID } from 'node:crypto';

const REDIRECTS_MAX = 10;
const MILLISECONDS_MAX = 30_000;

const ENTITIES = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'", '#x27': "'", '#34': '"' };
export function unescapeHtml(text) {
  return text.replace(/&(#x?[0-9a-f]+|\w+);/gi, (whole, name) => ENTITIES[name.toLowerCase()]
    ?? (name[0] === '#' ? String.fromCodePoint(name[1] === 'x'
      ? parseInt(name.slice(2), 16) : Number(name.slice(1))) : whole));
}

function attributesOf(tag) {
  const found = {};
  for (const [, name, quoted, bare] of
    tag.matchAll(/\s([a-z][a-z0-9:-]*)(?:=(?:"([^"]*)"|([^\s">]+)))?/gi)) {
    found[name.toLowerCase()] = unescapeHtml(quoted ?? bare ?? '');
  }
  return found;
}

// The forms of a page: {action, method, fields: [{name, type, value, checked}]}, in their order.
export function formsOf(html) {
  return [...html.matchAll(/<form\b([^>]*)>([\s\S]*?)<\/form>/gi)].map(([, head, body]) => {
    const fields = [];
    for (const [tag, kind] of body.matchAll(/<(input|select|textarea|button)\b[^>]*>/gi)) {
      const attributes = attributesOf(tag);
      if (!attributes.name) continue;
      fields.push({
        name: attributes.name,
        kind: kind.toLowerCase(),
        type: attributes.type ?? 'text',
        value: attributes.value ?? '',
        checked: 'checked' in attributes,
      });
    }
    const attributes = attributesOf(` ${head}`);
    return { action: attributes.action ?? '', method: (attributes.method ?? 'get').toLowerCase(), fields };
  });
}

export class Visitor {
  constructor(base) {
    this.base = base;
    this.cookies = new Map();
  }

  // One request, no redirect followed: {status, headers, body, url, location}.
  async request(method, path, { form, body, headers = {} } = {}) {
    const url = new URL(path, this.base);
    const sent = { ...headers };
    if (this.cookies.size) {
      sent.cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    }
    let payload = body;
    if (form) {
      payload = new URLSearchParams(form).toString();
      sent['content-type'] = 'application/x-www-form-urlencoded';
    }
    const answer = await fetch(url, {
      method, headers: sent, body: payload, redirect: 'manual',
      signal: AbortSignal.timeout(MILLISECONDS_MAX),
    });
    for (const cookie of answer.headers.getSetCookie()) this.keep(cookie);
    return {
      status: answer.status,
      headers: answer.headers,
      location: answer.headers.get('location') ?? '',
      body: await answer.text(),
      url: url.pathname + url.search,
    };
  }

  keep(cookie) {
    const [pair, ...attributes] = cookie.split(';');
    const index = pair.indexOf('=');
    const name = pair.slice(0, index).trim();
    const gone = attributes.some((one) => /^\s*max-age=0\s*$/i.test(one));
    if (gone) this.cookies.delete(name);
    else this.cookies.set(name, pair.slice(index + 1));
  }

  async follow(answer) {
    for (let i = 0; answer.location && answer.status >= 300 && answer.status < 400; i += 1) {
      if (i === REDIRECTS_MAX) throw new Error(`too many redirects at ${answer.url}`);
      answer = await this.request('GET', new URL(answer.location, new URL(answer.url, this.base)));
    }
    return answer;
  }

  async open(path) {
    return this.follow(await this.request('GET', path));
  }

  async post(path, form) {
    return this.follow(await this.request('POST', path, { form }));
  }

  // What a browser would send for this form with these answers typed in; fields that the page does
  // not have are left out. Hidden fields and boxes ticked by the page are sent as they are.
  static filled(form, answers) {
    const sent = [];
    for (const field of form.fields) {
      if (field.kind === 'button' || field.type === 'submit' || field.type === 'file') continue;
      const box = field.type === 'checkbox' || field.type === 'radio';
      const wanted = answers[field.name];
      if (field.type === 'hidden' && wanted === undefined) sent.push([field.name, field.value]);
      else if (box && wanted !== undefined) {
        if (wanted === true || String(wanted) === field.value) sent.push([field.name, field.value]);
      } else if (box) {
        if (field.checked) sent.push([field.name, field.value]);
      } else if (!sent.some(([name]) => name === field.name)) {
        sent.push([field.name, wanted ?? field.value]);
      }
    }
    return sent;
  }
}

export function newKey() {
  return randomUUID();
}
