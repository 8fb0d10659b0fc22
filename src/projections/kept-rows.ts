import { FIXED_FACTS, cohortRow, questionOf, type CohortRow, type RowAsked } from '../outcomes/index.js';
import { COLLECTIONS, type Collection, type StoredDocument } from '../ports/index.js';
import { canonicalJson } from '../provenance/index.js';
import type { Timeline } from '../timeline/index.js';

/** What of every patient is kept ready for cohorts: the answers to the default question, a collection each. */
export const KEPT = {
  question: questionOf(),
  endpoints: COLLECTIONS,
  facts: FIXED_FACTS,
} as const satisfies RowAsked;

const KEPT_QUESTION = canonicalJson(KEPT.question);

/** The collection that holds the rows asked for; null where none does. */
export function keptIn({ question, endpoints: [name, ...others] }: RowAsked): Collection | null {
  const kept = KEPT.endpoints.find((one) => one === name);
  return kept && others.length === 0 && canonicalJson(question) === KEPT_QUESTION ? kept : null;
}

/** A cohort row of one endpoint as it is stored: a list, as a population has to be read and parsed at once. */
type Stored = readonly [
  synthetic: CohortRow['synthetic'],
  withdrawn: CohortRow['withdrawn'],
  licences: CohortRow['licences'],
  facts: CohortRow['facts'],
  endpoint: CohortRow['endpoints'][Collection],
];

/** What the members of a stored row are called, in their order. */
export const STORED_PARTS = ['synthetic', 'withdrawn', 'licences', 'facts', 'endpoint'] as const;

/** What is stored of one patient: a row for each kept endpoint, null while he is in no cohort. */
export function documentsOf(timeline: Timeline): readonly StoredDocument[] {
  const { patientId, position } = timeline;
  const row = cohortRow(timeline, KEPT);
  return KEPT.endpoints.map((name) => ({
    collection: name,
    id: patientId,
    patientId,
    lastPosition: position ?? -1,
    body: row && ([row.synthetic, row.withdrawn, row.licences, row.facts, row.endpoints[name]] satisfies Stored),
  }));
}

/** The row that a document holds; null where the patient is in no cohort. */
export function keptRow({ collection, patientId, body }: StoredDocument): CohortRow | null {
  if (body === null) return null;
  const [synthetic, withdrawn, licences, facts, endpoint] = body as Stored;
  return { patientId, synthetic, withdrawn, licences, facts, endpoints: { [collection]: endpoint } };
}
