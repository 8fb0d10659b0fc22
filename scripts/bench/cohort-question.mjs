// node cohort-question.mjs FOLDER live|as-of: one analysis in a process of its own, its figures as JSON.
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { openDatabase } from '../../dist/adapters/sqlite/database.js';
import { AnalysisRun, analysisOf } from '../../dist/analyses/index.js';
import { readFolder } from '../../dist/cli/folder.js';
import { questionOf } from '../../dist/outcomes/index.js';
import { canonicalSha256 } from '../../dist/provenance/index.js';

const [folder, when] = process.argv.slice(2);
const question = questionOf();
const analysis = analysisOf('pfs');

/** By SQLite and JSON.parse alone. */
function bareSeconds() {
  const database = openDatabase(join(folder, 'read-models.db'), { readOnly: true });
  const number = Number(database.prepare('SELECT number FROM generations WHERE live = 1').pluck().get());
  const started = performance.now();
  const texts = database.prepare(`SELECT body FROM documents_${number} WHERE collection = 'pfs' ORDER BY id`).pluck();
  const rows = [];
  for (const text of texts.iterate()) rows.push(JSON.parse(text));
  const seconds = (performance.now() - started) / 1000;
  database.close();
  return seconds;
}

const figures = await readFolder(folder, async ({ reading, asOf, store }) => {
  const moment = when === 'live' ? null : await asOf(String((await store.head()).position));
  const [started, before] = [performance.now(), process.cpuUsage()];
  let run;
  await reading.rows({ question, endpoints: analysis.endpoints, facts: [] }, moment, (point) => {
    const cohort = { name: 'all', version: 1 };
    run = new AnalysisRun(analysis, {
      ...{ cohort, question, asOf: point, groupBy: null, stratifyBy: null, parameters: {}, digest: canonicalSha256 },
    });
    return (row) => run.addRow(row);
  });
  const { manifest } = run.result();
  const seconds = (performance.now() - started) / 1000;
  const { user, system } = process.cpuUsage(before);
  return { seconds, processor: (user + system) / 1e6, sha256: manifest.sha256 };
});
// maxRSS is in kilobytes, on every system; all threads are in it.
const megabytes = Math.round(process.resourceUsage().maxRSS / 1000);
console.log(JSON.stringify({ ...figures, megabytes, ...(when === 'live' && { reference: bareSeconds() }) }));
