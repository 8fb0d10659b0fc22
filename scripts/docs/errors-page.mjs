import { PROBLEM_CODES } from '../../dist/cohorts/index.js';
import { CATALOGUE, EVENT_FAULTS } from '../../dist/events/index.js';
import { OWN_ANALYSIS_PROBLEMS } from '../../dist/cli/own-analysis/problem.js';
import { HTTP_PROBLEMS } from '../../dist/http/problem-codes.js';
import { EXPORT_PROBLEMS } from '../../dist/interchange/export/export-refused.js';
import { FILE_PROBLEMS, MAPPING_PROBLEMS, ROW_PROBLEMS } from '../../dist/interchange/problem-codes.js';
import { SETUP_PROBLEMS } from '../../dist/ports/index.js';
import { MERGE_RULES, NAMES_TWO_RECORDS } from '../../dist/recording/merges.js';
import { MOVE_RULES } from '../../dist/recording/moving.js';
import { QUESTIONS } from '../../dist/recording/questions/index.js';
import { RULES } from '../../dist/recording/rules/index.js';
import { code, table } from './markdown.mjs';

const listed = (meanings) => Object.entries(meanings).map(([name, meaning]) => ({ code: name, ...meaning }));
const pagesOf = (types) => types.map((type) => `[${type}](events/${type}.md)`).join(', ');

/** The types, or where that is shorter all clinical ones but the others. */
function where(types) {
  if (types === undefined) return 'any event';
  const others = CLINICAL.filter((name) => !types.includes(name));
  return others.length < types.length ? `any clinical event but ${pagesOf(others)}` : pagesOf(types);
}
const CLINICAL = CATALOGUE.filter(({ dated }) => dated).map(({ name }) => name);

const seen = new Set();
/** The code with an anchor, so that messages and pages can link to it; the first mention has it. */
function named(name) {
  const anchor = seen.has(name) ? '' : `<a id="${name}"></a>`;
  seen.add(name);
  return `${anchor}${code(name)}`;
}

const meanings = (entries) =>
  table(
    ['code', 'what it means', 'what to do'],
    entries.map(({ code: name, text, remedy }) => [named(name), text, remedy]),
  );
const entering = (entries) =>
  entries
    .map(
      ({ code: name, text, remedy, types }) =>
        `### ${name}\n\n${text}.\n\n- Where: ${where(types)}\n- What to do: ${remedy}`,
    )
    .join('\n\n');

/** Every code that a recorder or reader can meet. */
export function errorsPage() {
  seen.clear();
  return [
    '# Refusals, questions and errors',
    'Every problem has a code, the place (a JSON pointer into what was sent; file, row and column of an import) and what to do. HTTP, the command line and imports use the same codes.',
    '## Faults of an event',
    'An event that is wrong by itself, whoever the patient is. HTTP: 422.',
    meanings(listed(EVENT_FAULTS)),
    '## Refused',
    "What a patient's record can never hold. HTTP: 422; nothing is recorded.",
    entering([...RULES, ...MERGE_RULES, NAMES_TWO_RECORDS, ...listed(MOVE_RULES)]),
    '## Questioned',
    'Unlikely, but possible: recorded only with the code in `acknowledge`, which is kept in the event. HTTP: 422 `needs-acknowledgement` with each question; a mapping file may acknowledge codes for all its rows.',
    entering(QUESTIONS),
    '## HTTP',
    table(
      ['code', 'status', 'what it means', 'what to do'],
      listed(HTTP_PROBLEMS).map(({ code: name, status, text, remedy }) => [named(name), String(status), text, remedy]),
    ),
    '## Cohort definitions',
    'Each with its place in the definition: pointer, line and column. HTTP: 422; nothing is recorded.',
    table(
      ['code', 'what it means'],
      Object.entries(PROBLEM_CODES).map(([name, text]) => [named(name), text]),
    ),
    '## Import',
    'A mapping or a file that cannot be used as a whole is refused, and nothing is recorded. A row that cannot be used takes its patient along, and no other.',
    '### Of a mapping',
    meanings(listed(MAPPING_PROBLEMS)),
    '### Of a file',
    meanings(listed(FILE_PROBLEMS)),
    '### Of a row',
    'Beside the faults, refusals and questions above:',
    meanings(listed(ROW_PROBLEMS)),
    '## Export',
    'Nothing is exported, and what was there stays.',
    meanings(listed(EXPORT_PROBLEMS)),
    "## A researcher's own analysis",
    'A message names the line of the file, the patient, and the event whose fields were read last.',
    meanings(listed(OWN_ANALYSIS_PROBLEMS)),
    '## Start',
    'Why the service or a command does not start.',
    meanings(listed(SETUP_PROBLEMS)),
  ].join('\n\n');
}
