// The timeline of a 100-event patient over HTTP with 50 concurrent readers, beside a bare Express route that sends the same
// bytes. Each server is a process of its own; the load comes from this one.
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import autocannon from 'autocannon';
import { inFolder, median } from './folder.mjs';
import { draftsOf } from './log-events.mjs';

const SERVICE = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));
const BARE = fileURLToPath(new URL('./bare-express.mjs', import.meta.url));

export const reads = () =>
  inFolder(async (folder) => {
    const service = await start([SERVICE, 'serve', '--port', '0', '--data-dir', join(folder, 'data')], {
      HEPATRACE_KEY_FILE: join(folder, 'key'),
      LOG_LEVEL: 'warn',
    });
    let bare;
    try {
      const json = { method: 'POST', headers: { 'content-type': 'application/json' } };
      const [registration, ...others] = draftsOf(100);
      const { type: _, ...body } = registration;
      await sent(`${service.url}/patients`, { ...json, body: JSON.stringify({ patientId: 'p-0', ...body }) });
      await sent(`${service.url}/patients/p-0/events`, { ...json, body: JSON.stringify(others) });
      const url = `${service.url}/patients/p-0/timeline`;
      const bytes = await (await sent(url)).text();
      writeFileSync(join(folder, 'body.json'), bytes);
      bare = await start([BARE, join(folder, 'body.json')], {});
      const [ours, theirs] = [[], []];
      for (let round = 0; round < 3; round += 1) {
        theirs.push(await load(bare.url));
        ours.push(await load(url));
      }
      const of = (figures, name) => median(figures.map((one) => one[name]));
      return [
        {
          what: `timeline of 100 events (${bytes.length} bytes), 50 readers`,
          value: of(ours, 'rate'),
          unit: 'requests/s',
        },
        {
          what: '  bare Express, the same bytes',
          value: of(theirs, 'rate'),
          unit: 'requests/s',
          ratio: of(ours, 'rate') / of(theirs, 'rate'),
          least: 0.5,
        },
        { what: '  its p99', value: of(ours, 'p99'), unit: 'ms' },
        {
          what: '  p99 of bare Express',
          value: of(theirs, 'p99'),
          unit: 'ms',
          ratio: of(ours, 'p99') / of(theirs, 'p99'),
          most: 2,
        },
      ];
    } finally {
      service.process.kill();
      bare?.process.kill();
    }
  });

async function load(url) {
  const { requests, latency, non2xx, errors } = await autocannon({ url, connections: 50, duration: 5 });
  if (non2xx + errors > 0) throw new Error(`${non2xx} answers other than 200, ${errors} errors`);
  return { rate: requests.average, p99: latency.p99 };
}

async function sent(url, init) {
  const response = await fetch(url, init);
  if (!response.ok) throw new Error(`${url}: ${response.status} ${await response.text()}`);
  return response;
}

/** Starts a server that says its URL on stderr. */
function start(args, env) {
  const child = spawn(process.execPath, args, {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'inherit', 'pipe'],
  });
  return new Promise((resolve, reject) => {
    let said = '';
    child.stderr.on('data', (chunk) => {
      said += chunk;
      const url = /http:\/\/[\w.]+:\d+/.exec(said)?.[0];
      if (url) resolve({ process: child, url });
    });
    child.once('exit', (code) => reject(new Error(`${args[0]} ended with ${code}: ${said}`)));
  });
}
