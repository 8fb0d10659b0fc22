import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { EVENT_TYPES, checkData, fieldsOf, upcastTo, type RecordedEvent } from '../../src/events/index.js';
import { emptyTimeline, evolve } from '../../src/timeline/index.js';

const FOLDER = 'test/events/golden';
const MANIFEST = 'manifest.json';
const text = (file: string): string => readFileSync(`${FOLDER}/${file}`, 'utf8');
const files = readdirSync(FOLDER).filter((file) => file !== MANIFEST);
const stored = files.map((file) => ({ file, event: JSON.parse(text(file)) as RecordedEvent }));

/** What the data of an older version is today; all others are read as they were written. */
const TODAY: Readonly<Record<string, object>> = {
  'EmbolisationPerformed.v1.json': { kind: 'portal-vein', side: ['left', 'right'] },
};

/** Fields of a patient with relative days, or that stand in place of another one of the same fixture. */
const ALTERNATIVES: readonly string[] = ['PatientRegistered.anchor', 'PathologyReported.specimen'];

describe('An event as it lies in a log', () => {
  it.each(stored)('($file) is read in the shape of today, field by field', ({ file, event }) => {
    const type = EVENT_TYPES.find(({ name }) => name === event.type)!;
    const data = upcastTo(type, event.version, event.data);
    expect(data).toEqual(TODAY[file] ?? event.data);
    expect(event.version < type.version).toBe(file in TODAY);
    expect(checkData(type, data, '')).toEqual([]);
  });

  it.each(stored.filter(({ event }) => event.occurredOn !== undefined))(
    '($file) stands on the timeline with its date and its data',
    ({ file, event }) => {
      const [entry] = evolve(emptyTimeline('crlm-007'), event).entries;
      expect(entry).toMatchObject({ id: event.id, type: event.type, occurredOn: event.occurredOn });
      expect(entry?.data).toEqual(TODAY[file] ?? event.data);
    },
  );

  it('is there of every type and every version', () => {
    const expected = EVENT_TYPES.flatMap(({ name, version }) =>
      Array.from({ length: version }, (_, index) => `${name}.v${index + 1}.json`),
    );
    expect(files.toSorted()).toEqual(expected.toSorted());
    expect(stored.map(({ event: { type, version } }) => `${type}.v${version}.json`)).toEqual(files);
  });

  it('states every field that the type has today', () => {
    const unstated = EVENT_TYPES.flatMap(({ name, version, data }) => {
      const fixture = stored.find(({ event }) => event.type === name && event.version === version);
      return [...fieldsOf(data).keys()]
        .filter((field) => !Object.hasOwn(fixture?.event.data ?? {}, field))
        .map((field) => `${name}.${field}`);
    });
    expect(unstated).toEqual(ALTERNATIVES);
  });

  it('is never changed once it is written: logs hold such events', () => {
    const digests = files.map((file) => [file, createHash('sha256').update(text(file)).digest('hex')]);
    expect(Object.fromEntries(digests)).toEqual(JSON.parse(text(MANIFEST)));
  });
});
