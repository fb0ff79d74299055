// Debian's Postfix with a configuration, queue and port of its own: what the program sends really
// travels by SMTP, and the test reads it back from a Maildir. Needs root, or sudo, as Postfix does.
import { execFile } from 'node:child_process';
import { mkdir, readdir, readFile, rm, writeFile, chmod } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { parseMail } from './mail.mjs';
import { temporaryFolder } from './program.mjs';

const execute = promisify(execFile);
const isRoot = process.getuid() === 0;
// Postfix never delivers as root; another user's Maildir could not be read by the test.
const OWNER = isRoot ? 65534 : process.getuid();

function asRoot(command, ...words) {
  return isRoot ? execute(command, words) : execute('sudo', ['-n', command, ...words]);
}

async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

function mainConfiguration(folder) {
  return `compatibility_level = 3.6
queue_directory = ${folder}/queue
data_directory = ${folder}/data
maillog_file = ${folder}/postfix.log
maillog_file_prefixes = /tmp, /var
myhostname = posta.prova.example
mydestination =
mynetworks = 127.0.0.0/8
inet_interfaces = loopback-only
inet_protocols = ipv4
alias_maps =
alias_database =
local_recipient_maps =
virtual_mailbox_domains = static:all
virtual_mailbox_base = ${folder}/mail
virtual_mailbox_maps = static:all/
virtual_minimum_uid = 100
virtual_uid_maps = static:${OWNER}
virtual_gid_maps = static:${OWNER}
smtpd_recipient_restrictions = check_recipient_access regexp:${folder}/refused
smtpd_peername_lookup = no
smtpd_tls_security_level = none
`;
}

// What a mail server answers on a bad day; the tests write to these addresses.
const REFUSED = `/^rifiutata@/ 550 5.1.1 Indirizzo sconosciuto
/^piu-tardi@/ 450 4.2.0 Riprova piu' tardi
`;

function services(port) {
  return `127.0.0.1:${port} inet n - n - - smtpd
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
showq unix n - n - - showq
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
postlog unix-dgram n - n - 1 postlogd
`;
}

export class MailServer {
  constructor(folder, port) {
    this.folder = folder;
    this.port = port;
    this.url = `smtp://127.0.0.1:${port}`;
  }

  // Every mail that has arrived, oldest first: {from, to, subject, text, attachments, raw}.
  async all() {
    const folder = join(this.folder, 'mail', 'all', 'new');
    let names = [];
    try {
      names = await readdir(folder);
    } catch (error) {
      if (error.code !== 'ENOENT') throw error;
    }
    names.sort((a, b) => Number(a.split('.')[0]) - Number(b.split('.')[0]) || a.localeCompare(b));
    return Promise.all(names.map(async (name) => parseMail(await readFile(join(folder, name)))));
  }

  // Waits until a mail fits, at most `milliseconds`.
  async waitFor(fits, milliseconds = 20_000) {
    const until = Date.now() + milliseconds;
    for (;;) {
      const found = (await this.all()).find(fits);
      if (found) return found;
      if (Date.now() > until) {
        const log = await readFile(join(this.folder, 'postfix.log'), 'utf8').catch(() => '');
        throw new Error(`no such mail in ${milliseconds} ms\n${log.slice(-3000)}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  async stop() {
    await asRoot('postfix', '-c', join(this.folder, 'etc'), 'stop').catch(() => {});
    await asRoot('rm', '-rf', this.folder);
  }
}

export async function startPostfix() {
  const folder = await temporaryFolder('posta');
  const port = await freePort();
  await chmod(folder, 0o755);
  for (const part of ['etc', 'queue', 'data', 'mail']) await mkdir(join(folder, part));
  await writeFile(join(folder, 'etc', 'main.cf'), mainConfiguration(folder));
  await writeFile(join(folder, 'etc', 'master.cf'), services(port));
  await writeFile(join(folder, 'refused'), REFUSED);
  await asRoot('chown', '-R', 'root:root', join(folder, 'etc'), join(folder, 'queue'));
  await asRoot('chown', 'postfix', join(folder, 'data'));
  await asRoot('chown', `${OWNER}:${OWNER}`, join(folder, 'mail'));
  try {
    await asRoot('postfix', '-c', join(folder, 'etc'), 'start');
  } catch (error) {
    const log = await readFile(join(folder, 'postfix.log'), 'utf8').catch(() => '');
    await rm(folder, { recursive: true, force: true });
    throw new Error(`postfix did not start: ${error.message}\n${error.stderr ?? ''}\n${log}`);
  }
  return new MailServer(folder, port);
}
