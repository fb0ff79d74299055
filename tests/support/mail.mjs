// Reads a mail as a person's program would: headers unfolded and decoded (RFC 2047), parts by MIME
// type (RFC 2045). For tests: it trusts nothing and throws on what it does not know.

function splitAt(bytes, mark) {
  const index = bytes.indexOf(mark);
  return index < 0 ? [bytes, ''] : [bytes.slice(0, index), bytes.slice(index + mark.length)];
}

function decodeWord(text) {
  return text
    .replace(/(=\?[^?]+\?[bq]\?[^?]*\?=)\s+(?==\?)/gi, '$1')
    .replace(/=\?([^?]+)\?([bq])\?([^?]*)\?=/gi, (_, charset, encoding, data) => {
      if (charset.toLowerCase() !== 'utf-8') throw new Error(`charset ${charset}`);
      const bytes = encoding.toLowerCase() === 'b'
        ? Buffer.from(data, 'base64')
        : quotedPrintable(data.replaceAll('_', ' '));
      return bytes.toString('utf8');
    });
}

function quotedPrintable(text) {
  const joined = text.replace(/=\r?\n/g, '');
  return Buffer.from(joined.replace(/=([0-9A-F]{2})/gi,
    (_, hex) => String.fromCharCode(parseInt(hex, 16))), 'latin1');
}

function headersOf(text) {
  const headers = new Map();
  for (const line of text.replace(/\r?\n[ \t]+/g, ' ').split(/\r?\n/)) {
    const [name, value] = splitAt(line, ':');
    if (name) headers.set(name.toLowerCase(), value.trim());
  }
  return headers;
}

function parameterOf(header, name) {
  const found = new RegExp(`${name}="?([^";]+)"?`, 'i').exec(header ?? '');
  return found ? found[1] : '';
}

function bodyOf(headers, body) {
  const encoding = (headers.get('content-transfer-encoding') ?? '7bit').toLowerCase();
  if (encoding === 'base64') return Buffer.from(body, 'base64');
  if (encoding === 'quoted-printable') return quotedPrintable(body);
  if (['7bit', '8bit', 'binary'].includes(encoding)) return Buffer.from(body, 'latin1');
  throw new Error(`transfer encoding ${encoding}`);
}

function parts(text) {
  const separator = /\r?\n\r?\n/.exec(text);
  const head = separator ? text.slice(0, separator.index) : text;
  const body = separator ? text.slice(separator.index + separator[0].length) : '';
  const headers = headersOf(head);
  const type = headers.get('content-type') ?? 'text/plain';
  const boundary = parameterOf(type, 'boundary');
  if (!boundary) return [{ headers, type: type.split(';')[0].trim(), bytes: bodyOf(headers, body) }];
  return body.split(`--${boundary}`).slice(1, -1)
    .flatMap((part) => parts(part.replace(/^\r?\n/, '').replace(/\r?\n$/, '')));
}

export function parseMail(bytes) {
  const raw = bytes.toString('latin1');
  const headers = headersOf(raw.split(/\r?\n\r?\n/, 1)[0]);
  const all = parts(raw);
  const isFile = (part) => /attachment/i.test(part.headers.get('content-disposition') ?? '');
  const text = all.find((part) => part.type === 'text/plain' && !isFile(part));
  return {
    from: decodeWord(headers.get('from') ?? ''),
    to: decodeWord(headers.get('to') ?? ''),
    subject: decodeWord(headers.get('subject') ?? ''),
    messageId: headers.get('message-id') ?? '',
    headers,
    text: text ? text.bytes.toString('utf8').replaceAll('\r\n', '\n') : '',
    attachments: all.filter(isFile).map((part) => ({
      name: decodeWord(parameterOf(part.headers.get('content-disposition'), 'filename')),
      type: part.type,
      bytes: part.bytes,
    })),
    raw,
  };
}
