// The next service of this kind needs no C++: a folder of data that the program never saw is found,
// filled in, filed and numbered.
import assert from 'node:assert/strict';
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { root, runProgram, startProgram, temporaryFolder } from '../support/program.mjs';
import { fileReport } from '../support/report.mjs';
import { Visitor } from '../support/visitor.mjs';

const FORM = {
  format: 'digipro.form/1',
  title: 'Segnalazione buche',
  steps: [{
    id: 'buca', title: 'La buca',
    fields: [
      { id: 'profonda', type: 'yes_no', label: 'È più profonda di una mano?', required: true, public: true },
      { id: 'larghezza', type: 'integer', label: 'Quanto è larga?', unit: 'cm', required: true,
        visible_if: 'profonda = true', minimum: 1, maximum: 1000 },
      { id: 'luogo', type: 'location', label: 'Dove?', required: true, public: true },
    ],
  }],
};
let folder;
let program;
before(async () => {
  folder = await temporaryFolder('pacchetti');
  const target = join(folder, 'segnalazione-buche');
  await mkdir(target, { recursive: true });
  await cp(join(root, 'services', 'segnalazione-aree-verdi'), target, { recursive: true });
  await rm(join(target, 'scenarios'), { recursive: true, force: true });
  const service = JSON.parse(await readFile(join(target, 'service.json'), 'utf8'));
  Object.assign(service, {
    id: 'segnalazione-buche', title: 'Segnalazione buche', office: 'lavori-pubblici',
    description: 'Segnala una buca in strada.', keywords: ['buca', 'asfalto'],
    oggetto: 'Buca, {{luogo}}', titolario: 'VI.5',
    public: { list: true, facts: ['profonda'], place: 'street' },
  });
  await writeFile(join(target, 'service.json'), JSON.stringify(service));
  await writeFile(join(target, 'form.json'), JSON.stringify(FORM));
  program = await startProgram({ more: ['--services', folder] });
});
after(async () => {
  await program?.stop();
  await rm(folder, { recursive: true, force: true });
});

test('it is found by its words and filed, and the right office has it', async () => {
  const visitor = new Visitor(program.url);
  assert.match((await visitor.open('/cerca?q=asfalto')).body, /\/servizi\/segnalazione-buche"/);
  const report = await fileReport(program.url, {
    profonda: 'true', larghezza: '40', 'luogo.street': 'Corso Roma', 'luogo.number': '3',
  }, { service: 'segnalazione-buche' });
  assert.match(report.number, /^\d{7}\/\d{4}$/);
  assert.match(report.body, /Ufficio lavori pubblici/);
  assert.match((await visitor.open('/servizi/segnalazione-buche/elenco')).body, /Corso Roma/);
});

test('a package with a mistake is refused at start, with file and place', async () => {
  const target = join(folder, 'segnalazione-buche', 'form.json');
  await writeFile(target, JSON.stringify(FORM).replace('profonda = true', 'profonda = '));
  const data = await temporaryFolder('dati');
  const { code, output } = await runProgram(
    ['demo', '--data', data, '--port', '0', '--services', folder]);
  await rm(data, { recursive: true, force: true });
  assert.equal(code, 1);
  assert.match(output, /segnalazione-buche\/form\.json/);
  assert.match(output, /visible_if/);
});
