// Writes docs/events and docs/errors.md from the catalogue, the rules of entry and the tables of codes, as they are built:
//   npm run docs                                 after a change of any of them
//   node scripts/generate-docs.mjs some/folder   into another folder, to compare
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { EVENT_TYPES } from '../dist/events/index.js';
import { errorsPage } from './docs/errors-page.mjs';
import { eventIndex, eventPage } from './docs/event-page.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = process.argv[2] ?? join(root, 'docs');
const style = await resolveConfig(join(root, 'README.md'));
const NOTE = '<!-- Written by scripts/generate-docs.mjs: change the source and run npm run docs. -->';

const pages = new Map([
  ['errors.md', errorsPage()],
  ['events/README.md', eventIndex(EVENT_TYPES)],
  ...EVENT_TYPES.map((type) => [`events/${type.name}.md`, eventPage(type)]),
]);

for (const [path, text] of pages) {
  const file = join(folder, path);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, await format(`${NOTE}\n\n${text}\n`, { ...style, parser: 'markdown' }));
}
for (const name of await readdir(join(folder, 'events'))) {
  if (!pages.has(`events/${name}`)) await rm(join(folder, 'events', name));
}
