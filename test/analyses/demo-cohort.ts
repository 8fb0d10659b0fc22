import { readFileSync } from 'node:fs';
import type { EventContent } from '../../src/events/index.js';
import { questionOf } from '../../src/outcomes/index.js';
import { emptyTimeline, evolve, type Timeline } from '../../src/timeline/index.js';

/** A line of the demo cohort's file. */
export type Line = Omit<EventContent, 'version'> & { readonly patientId: string };

export const committed = readFileSync('examples/demo-cohort/events.ndjson', 'utf8');
export const lines = committed
  .trimEnd()
  .split('\n')
  .map((line) => JSON.parse(line) as Line);
export const patientIds = [...new Set(lines.map(({ patientId }) => patientId))];

const recordedBy = { subject: 'test', role: 'importer', organisation: 'test' };
const recordedAt = '2011-07-01T00:00:00.000Z';

export const linesOf = (patientId: string, all: readonly Line[] = lines): readonly Line[] =>
  all.filter((line) => line.patientId === patientId);

/** The timeline of one patient, his lines recorded in their order. */
export const timelineOf = (patientId: string, all: readonly Line[] = lines): Timeline =>
  linesOf(patientId, all).reduce(
    (timeline, event, revision) =>
      evolve(timeline, { ...event, version: 1, recordedAt, recordedBy, position: revision, revision }),
    emptyTimeline(patientId),
  );

export const question = questionOf();
