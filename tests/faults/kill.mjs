// Kills the real program with -9 at random moments while clients file reports with a photo each,
// and proves after each restart that nothing acknowledged was lost: the store verifies, every
// acknowledged report is there under its number and with its photo, a repeated key gives the same
// number, the same key with another report is refused, numbers have no gap and no double. One start
// in five is killed too, before it is ready.
// Usage: node kill.mjs --engine sqlite|postgres [--kills 20] [--clients 6] [--seed N]
//                      [--report docs/faults.md]
import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs, promisify } from 'node:util';
import { runProgram, spawnProgram, startProgram, temporaryFolder } from '../support/program.mjs';
import { Filing, programOptions } from './filing.mjs';
import { Random } from './random.mjs';
import { writeReport } from './report.mjs';

const { values: options } = parseArgs({ options: {
  engine: { type: 'string', default: 'sqlite' },
  kills: { type: 'string', default: '20' },
  clients: { type: 'string', default: '6' },
  seed: { type: 'string', default: String(Date.now() % 1_000_000) },
  report: { type: 'string' },
} });
const START_KILLED_MILLISECONDS_MAX = 700;
const CHECKED_AGAIN = 10; // earlier filings looked at after each kill; all of them at the end

// One report on its way: its number, once known, never changes.
class Attempt {
  constructor(filing) {
    this.filing = filing;
    this.number = '';
    this.followed = '';
  }
}

class Run {
  constructor() {
    this.random = new Random(Number(options.seed));
    this.attempts = [];
    this.sent = 0;
    this.passed = 0;
    this.failures = [];
    this.counts = { acknowledged: 0, unknown: 0, repeated: 0, refused: 0, starts: 0 };
  }

  expect(holds, sentence) {
    if (!holds) this.problems.push(sentence);
  }

  // Files reports until the program dies.
  async client(program) {
    for (;;) {
      this.sent += 1;
      const attempt = new Attempt(new Filing(program.url, `Segnalazione di prova ${this.sent}`));
      try {
        await attempt.filing.prepare();
        this.attempts.push(attempt); // from here on it may have arrived
        this.step('sent');
        this.acknowledge(attempt, await attempt.filing.send());
        this.counts.acknowledged += 1;
        this.step('acknowledged');
      } catch (error) {
        if (program.ended || program.killed) return;
        this.problems.push(`client: ${error.message}`);
        return;
      }
    }
  }

  // The kill comes a moment after some report was sent, or after one was acknowledged: so it hits
  // filings half way, however slow the machine is.
  chooseMoment() {
    this.awaited = this.random.below(2) ? 'sent' : 'acknowledged';
    this.pauseMilliseconds = this.awaited === 'sent' ? 40 : 300;
    this.stepsLeft = 1 + this.random.below(12);
    return new Promise((resolve) => { this.isMoment = resolve; });
  }

  step(what) {
    if (what !== this.awaited) return;
    this.stepsLeft -= 1;
    if (this.stepsLeft === 0) this.isMoment();
  }

  acknowledge(attempt, answer) {
    if (answer.status >= 400) {
      this.problems.push(`a good report was refused with status ${answer.status}`);
      return;
    }
    attempt.number = answer.number;
    attempt.followed = answer.followed;
  }

  // After a restart: what was sent without an answer is sent again with its key.
  async settle(program) {
    for (const attempt of this.attempts) {
      attempt.filing.moveTo(program.url);
      if (attempt.number) continue;
      this.counts.unknown += 1;
      this.acknowledge(attempt, await attempt.filing.send());
    }
  }

  async checkRepeated(attempts) {
    for (const attempt of attempts) {
      const again = await attempt.filing.send();
      this.expect(again.number === attempt.number,
        `key of ${attempt.number} repeated gave ${again.number || again.status}`);
      const seen = await attempt.filing.look(attempt.followed);
      this.expect(seen.number === attempt.number, `${attempt.number} now shows ${seen.number}`);
      this.expect(seen.hasPhoto, `${attempt.number} has lost its photo`);
      this.counts.repeated += 1;
    }
  }

  async checkOtherBody(program, attempt) {
    const other = new Filing(program.url, `Un'altra segnalazione ${this.sent += 1}`, attempt.filing.visitor);
    await other.prepare();
    const answer = await other.send(attempt.filing.key);
    this.expect(answer.status === 409 || answer.status === 422,
      `the key of ${attempt.number} with another report was answered ${answer.status} ${answer.number}`);
    this.counts.refused += 1;
  }

  checkNumbers() {
    const numbers = this.attempts.map((one) => Number(one.number.split('/')[0])).sort((a, b) => a - b);
    numbers.forEach((number, index) => {
      if (index === 0) return;
      this.expect(number === numbers[index - 1] + 1,
        `number ${numbers[index - 1]} is followed by ${number}`);
    });
  }

  async verify(folder, more) {
    const { code, output } = await runProgram(['verify', '--data', folder, ...more]);
    this.expect(code === 0, `verify: ${output.trim().split('\n').slice(-3).join(' | ')}`);
  }

  async killStart(folder, more) {
    const [child, ended] = spawnProgram({ folder, more });
    await pause(this.random.below(START_KILLED_MILLISECONDS_MAX));
    child.kill('SIGKILL');
    await ended;
    this.counts.starts += 1;
  }

  async round(folder, more, verifyMore) {
    if (this.attempts.length && this.random.below(5) === 0) await this.killStart(folder, more);
    const program = await startProgram({ folder, more });
    await this.settle(program);
    this.checkNumbers();
    await this.checkRepeated(this.random.some(this.attempts, CHECKED_AGAIN));
    if (this.attempts.length) await this.checkOtherBody(program, this.random.one(this.attempts));
    const moment = this.chooseMoment();
    const clients = Array.from({ length: Number(options.clients) }, () => this.client(program));
    await Promise.race([moment, Promise.all(clients)]);
    await pause(this.random.below(this.pauseMilliseconds));
    program.killed = true;
    await program.kill();
    await Promise.all(clients);
    await this.verify(folder, verifyMore);
  }

  async last(folder, more, verifyMore) {
    const program = await startProgram({ folder, more });
    await this.settle(program);
    await this.checkRepeated(this.attempts);
    this.checkNumbers();
    const end = await program.stop();
    this.expect(end.code === 0, `a graceful stop ended with ${JSON.stringify(end)}`);
    await this.verify(folder, verifyMore);
  }

  // Runs one part, counts it, names what it found.
  async counted(name, part) {
    this.problems = [];
    try {
      await part();
    } catch (error) {
      this.problems.push(error.stack);
    }
    if (this.problems.length === 0) this.passed += 1;
    else {
      this.failures.push(name);
      console.log(`${name}: ${this.problems.slice(0, 10).join('\n  ')}`);
    }
  }
}

// A database of its own on the server that bin/with-postgres started.
async function newDatabase() {
  const server = process.env.DIGIPRO_TEST_POSTGRES;
  if (!server) throw new Error('DIGIPRO_TEST_POSTGRES is not set: run me by bin/with-postgres');
  const name = `faults_${process.pid}`;
  await promisify(execFile)('psql', [server, '-qc', `CREATE DATABASE ${name}`]);
  return server.replace(/dbname=\S+/, `dbname=${name}`);
}

const run = new Run();
const folder = await temporaryFolder('faults');
const conninfo = options.engine === 'postgres' ? await newDatabase() : '';
const more = programOptions(options.engine, conninfo);
const verifyMore = options.engine === 'postgres' ? ['--postgres', conninfo] : [];
console.log(`engine ${options.engine}, seed ${options.seed}, data ${folder}`);
for (let kill = 1; kill <= Number(options.kills); kill += 1) {
  await run.counted(`kill ${kill}`, () => run.round(folder, more, verifyMore));
}
await run.counted('end', () => run.last(folder, more, verifyMore));
console.log(`${run.attempts.length} reports sent, ${run.counts.acknowledged} acknowledged, `
  + `${run.counts.unknown} sent again after a kill, ${run.counts.repeated} keys repeated, `
  + `${run.counts.refused} keys with another report, ${run.counts.starts} starts killed`);
if (options.report) await writeReport(options, run);
if (run.failures.length === 0) await rm(folder, { recursive: true, force: true });
console.log(`${run.passed} passed, ${run.failures.length} failed`);
process.exitCode = run.failures.length === 0 ? 0 : 1;
