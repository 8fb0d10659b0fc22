import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parquetMetadata, parquetReadObjects } from 'hyparquet';
import { describe, expect, it } from '@jest/globals';
import type { RecordedEvent } from '../../../src/events/index.js';
import { corrected, cycle, died, progression, registered, retracted } from '../../outcomes/history.js';
import { duckdb } from '../../outside-readers.js';
import { batchesOf, exported, logOf } from './exported.js';

/** Two patients: dates of every precision, a correction, a retraction, and everything that an envelope can carry. */
const log: readonly RecordedEvent[] = logOf({
  p1: [
    registered('2007-01-10'),
    cycle('2007-03', { agent: 'bevacizumab' }),
    progression('2008'),
    died('unknown'),
    corrected('cycle@2007-03', '2007-03-05', { regimen: 'FOLFIRI', cycle: 1 }),
    retracted('progression@2008'),
  ],
  p2: [registered('+0', 'relative'), cycle('-4')],
}).map((event) => ({
  ...event,
  recordedAt: '2024-01-01T10:20:30.457Z',
  ...(event.type === 'EventRetracted' && { reason: { code: 'entered-in-error' } }),
  ...(event.position === 1 && {
    source: { system: 'register', recordedOn: '2007-04', document: { sha256: 'ab'.repeat(32) } },
    acknowledge: ['no-baseline-imaging'],
    correlationId: 'request-1',
    causationId: 'registration',
  }),
}));

type Row = Readonly<Record<string, unknown>>;

/** The event again, from its row alone. */
function eventOf(row: Row): RecordedEvent {
  const text = (name: string): string | undefined => (row[name] as string | null) ?? undefined;
  const type = String(row['event_type']);
  const day = row['valid_from'] instanceof Date ? row['valid_from'].toISOString().slice(0, 10) : undefined;
  const relative = Number(row['relative_day']);
  const occurredOn = {
    ...{ day, month: day?.slice(0, 7), year: day?.slice(0, 4), unknown: 'unknown' },
    relative: relative < 0 ? String(relative) : `+${relative}`,
  }[String(row['valid_precision'])];
  const sha256 = text('source_sha256');
  const source = {
    ...{ system: text('source_system'), recordedOn: text('source_recorded_on') },
    document: sha256 && { sha256 },
  };
  const event = {
    ...{ id: text('event_id'), type, version: Number(row['event_version']), patientId: text('patient_id') },
    occurredOn: type === 'EventCorrected' ? undefined : occurredOn,
    data: JSON.parse(text('payload') ?? '') as unknown,
    acknowledge: (JSON.parse(text('acknowledged') ?? 'null') as unknown) ?? undefined,
    source: source.system && source,
    reason: text('reason_code') && { code: text('reason_code') },
    ...{ correlationId: text('correlation_id'), causationId: text('causation_id') },
    recordedAt: (row['recorded_at'] as Date).toISOString(),
    recordedBy: { subject: text('actor'), role: text('actor_role'), organisation: text('actor_organisation') },
    ...{ position: Number(row['global_position']), revision: Number(row['stream_revision']) },
  };
  // As JSON has it: without what is undefined.
  return JSON.parse(JSON.stringify(event)) as RecordedEvent;
}

const read = (path: string): ArrayBuffer => {
  const { buffer, byteOffset, byteLength } = readFileSync(path);
  return buffer.slice(byteOffset, byteOffset + byteLength);
};

describe('the event log as Parquet', () => {
  it('gives every event back, field by field, in the order of recording', async () => {
    const { folder } = await exported('events-parquet', log);
    const rows = (await parquetReadObjects({ file: read(join(folder, 'events.parquet')) })) as Row[];
    expect(rows.map(eventOf)).toEqual(log);
  });

  it('says how exact a date is, what was corrected, and what was taken back later', async () => {
    const { folder } = await exported('events-parquet', log);
    const rows = (await parquetReadObjects({ file: read(join(folder, 'events.parquet')) })) as Row[];
    const day = (value: unknown): unknown => (value instanceof Date ? value.toISOString().slice(0, 10) : value);
    expect(
      rows.map((row) => [day(row['valid_from']), day(row['valid_to']), row['valid_precision'], row['retracted']]),
    ).toEqual([
      ['2007-01-10', '2007-01-10', 'day', false],
      ['2007-03-01', '2007-03-31', 'month', false],
      ['2008-01-01', '2008-12-31', 'year', true],
      [null, null, 'unknown', false],
      // The date that the correction states.
      ['2007-03-05', '2007-03-05', 'day', false],
      [null, null, null, false],
      [null, null, 'relative', false],
      [null, null, 'relative', false],
    ]);
    expect(rows.map((row) => row['supersedes_event_id'])).toEqual([
      ...[null, null, null, null, 'cycle@2007-03', 'progression@2008', null, null],
    ]);
  });

  it('stores dates, instants and positions as their own types, and says of what moment and schema it is', async () => {
    const { folder } = await exported('events-parquet', log);
    const { schema, key_value_metadata, created_by } = parquetMetadata(read(join(folder, 'events.parquet')));
    const typeOf = (name: string) => schema.find((element) => element.name === name);
    expect(typeOf('valid_from')).toMatchObject({ type: 'INT32', logical_type: { type: 'DATE' } });
    expect(typeOf('recorded_at')).toMatchObject({
      type: 'INT64',
      logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MICROS' },
    });
    expect(typeOf('global_position')).toMatchObject({ type: 'INT64' });
    expect(key_value_metadata).toEqual(
      expect.arrayContaining([
        { key: 'as_of', value: '7' },
        { key: 'schema_version', value: '1' },
      ]),
    );
    expect(created_by).toBe('hepatrace test');
  });

  it('is read by DuckDB with these types and values', async () => {
    const { folder } = await exported('events-parquet', log);
    const [rows] = await duckdb(
      { log: join(folder, 'events.parquet') },
      `SELECT event_type, typeof(valid_from), valid_to::VARCHAR, epoch_us(recorded_at), typeof(recorded_at),
         typeof(global_position), relative_day, retracted, payload ->> '$.agent'
       FROM read_parquet(getvariable('log')) ORDER BY global_position`,
    );
    const values = rows?.map((row) => Object.values(row));
    const instant = String(Date.parse('2024-01-01T10:20:30.457Z') * 1000);
    const types = [instant, 'TIMESTAMP WITH TIME ZONE', 'BIGINT'];
    expect(values).toHaveLength(8);
    expect(values?.[1]).toEqual(['ChemotherapyCycleGiven', 'DATE', '2007-03-31', ...types, null, false, 'bevacizumab']);
    expect(values?.[7]).toEqual(['ChemotherapyCycleGiven', 'DATE', null, ...types, '-4', false, null]);
  });

  it('has only the events of the patients who are exported', async () => {
    const { folder, manifest } = await exported('ndjson', log, {}, { leftOut: { p1: 'consent-withdrawn' } });
    const lines = readFileSync(join(folder, 'events.ndjson'), 'utf8').trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual(log.slice(6));
    expect(manifest.files).toMatchObject([{ path: 'events.ndjson', rows: 2 }]);
  });

  it('is written in row groups: 25,000 events come back in their order', async () => {
    const many = Array.from({ length: 25_000 }, (_, position) => ({ ...log[0]!, id: `e${position}`, position }));
    const { folder } = await exported('events-parquet', log.slice(0, 1), {}, { events: batchesOf(many) });
    const file = read(join(folder, 'events.parquet'));
    expect(parquetMetadata(file).row_groups.map(({ num_rows }) => Number(num_rows))).toEqual([10_000, 10_000, 5_000]);
    const rows = (await parquetReadObjects({ file, columns: ['global_position'] })) as Row[];
    expect(rows.map((row) => Number(row['global_position']))).toEqual(many.map(({ position }) => position));
  });
});
