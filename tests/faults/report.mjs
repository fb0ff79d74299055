// Keeps one row per engine in docs/faults.md.
import { readFile, writeFile } from 'node:fs/promises';

const HEAD = `# Faults

\`make faults\` kills the real program with -9 at random moments while six clients file reports with a photo each, at least 1,000 times in all, half on each store; one start in five is killed besides. After each kill the store is verified and the program started again; what was sent without an answer is sent
again with its key, and the numbers must be without gap and double. At the end every key is repeated, and number and photo of every report are looked at. A kill keeps the page cache, so losses at a power cut are proved apart, by the test twins of \`platform/files\` and of SQLite's files (src/core/ledger/faults_test.cpp).

| store | kills | starts killed | reports sent | acknowledged before the kill | sent again after it | keys repeated | keys with another report, refused | problems | seed | day |
|---|---|---|---|---|---|---|---|---|---|---|
`;

export async function writeReport(options, run) {
  const page = await readFile(options.report, 'utf8').catch(() => HEAD);
  const row = `| ${[options.engine, options.kills, run.counts.starts, run.attempts.length,
    run.counts.acknowledged, run.counts.unknown,
    run.counts.repeated, run.counts.refused, run.failures.length, options.seed,
    new Date().toISOString().slice(0, 10)].join(' | ')} |`;
  const lines = page.split('\n').filter((line) => !line.startsWith(`| ${options.engine} |`));
  while (lines.at(-1) === '') lines.pop();
  await writeFile(options.report, `${[...lines, row].join('\n')}\n`);
}
