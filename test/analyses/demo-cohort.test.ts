import { describe, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readEvent } from '../../src/events/index.js';
import { derive } from '../../src/outcomes/index.js';
import { decide } from '../../src/recording/decide.js';
import { emptyTimeline } from '../../src/timeline/index.js';
import { committed, lines, linesOf, patientIds, question, timelineOf } from './demo-cohort.js';

describe('the demo cohort', () => {
  it('is made anew, to the byte, by its generator', () => {
    const folder = mkdtempSync(join(tmpdir(), 'demo-cohort-'));
    const out = join(folder, 'events.ndjson');
    execFileSync(process.execPath, ['scripts/make-demo-cohort.mjs', '--out', out]);
    expect(readFileSync(out, 'utf8')).toBe(committed);
    rmSync(folder, { recursive: true });
  });

  it('is labelled synthetic in every line, with no event after June 2011', () => {
    expect(lines.filter(({ source }) => source?.system !== 'hepatrace-synthetic')).toEqual([]);
    expect(lines.filter(({ occurredOn = '2007' }) => occurredOn > '2011-06-30')).toEqual([]);
    expect(lines.length).toBe(new Set(lines.map(({ id }) => id)).size);
  });

  it('has no line that validation refuses, and no patient whom the rules of entry refuse or question', () => {
    const today = '2011-07-01';
    const answers = patientIds.map((patientId) => {
      const readings = linesOf(patientId).map(({ patientId: _patient, ...input }) => ({
        id: input.id,
        reading: readEvent(input),
      }));
      const refused = readings.flatMap(({ reading }) => ('violations' in reading ? reading.violations : []));
      const drafts = readings.flatMap(({ id, reading }) => ('draft' in reading ? { ...reading.draft, id } : []));
      return refused.length > 0 ? refused : decide(emptyTimeline(patientId), drafts, { today });
    });
    expect(answers).toEqual(patientIds.map(() => expect.objectContaining({ accepted: true, questioned: [] })));
  });

  it('has no patient censored for missed assessments or for want of a baseline', () => {
    const codes = patientIds.map((patientId) => {
      return derive(timelineOf(patientId), question).endpoints.pfs.reason.code;
    });
    const counts = Object.fromEntries(
      [...new Set(codes)].toSorted().map((code) => [code, codes.filter((one) => one === code).length]),
    );
    // As planned: 44 events and 16 censored; the patient lost after one inadequate CT and the one never imaged again have no assessment.
    expect(counts).toEqual({
      death: 2,
      'new-therapy': 2,
      'no-event': 12,
      'no-post-baseline-assessment': 2,
      progression: 42,
    });
  });

  it('shows a correction and a retraction with their reasons', () => {
    const amended = lines.filter(({ reason }) => reason).map(({ type, reason }) => `${type} ${reason?.code}`);
    expect(amended.toSorted()).toEqual([
      'EventCorrected transcription',
      'EventCorrected transcription',
      'EventRetracted wrong-patient',
    ]);
  });
});
