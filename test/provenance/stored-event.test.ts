import { createSecretKey } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import {
  CONTENT_DOMAIN,
  HEADER_DOMAIN,
  checkLeaf,
  contentHash,
  leafHash,
  leafText,
  openEvent,
  sealEvent,
  splitEvent,
  type Hashed,
  type RandomSource,
} from '../../src/provenance/index.js';
import type { NewEvent } from '../../src/events/index.js';

// The vector of the specification: an MDT assessment with a note. Values computed outside this code base.
const assessment: NewEvent = {
  id: '3f2504e0-4f89-41d3-9a0c-0305e82c3301',
  type: 'ResectabilityAssessed',
  version: 1,
  patientId: '9b2f0c1e-5a77-4c3d-8e21-6d0f4b7a1c55',
  occurredOn: '2009-03-02',
  data: { classification: 'uncertain' },
  note: 'MDT 12',
  recordedAt: '2026-01-02T03:04:05.678Z',
  recordedBy: { subject: 'u-17', role: 'clinician', organisation: 'org-1' },
  source: { system: 'ehr-x' },
  correlationId: 'c-1',
  causationId: 'c-1',
};
const key = { keyId: Buffer.alloc(16, 0xd1), key: createSecretKey(Buffer.alloc(32, 0x55)) };
const fixed = (): RandomSource => {
  const values = [Buffer.alloc(16, 0x11), Buffer.alloc(16, 0x12), Buffer.alloc(12, 0x66)];
  return () => values.shift()!;
};

describe('the stored form of an event', () => {
  const parts = splitEvent(assessment, 2);
  const { stored, hc, sc } = sealEvent(parts, key, fixed());

  it('meets the published header, content and leaf hashes', () => {
    expect(parts.header).toBe(
      '{"causationId":"c-1","correlationId":"c-1","id":"3f2504e0-4f89-41d3-9a0c-0305e82c3301","patientId":"9b2f0c1e-5a77-4c3d-8e21-6d0f4b7a1c55","recordedAt":"2026-01-02T03:04:05.678Z","recordedBy":{"organisation":"org-1","role":"clinician","subject":"u-17"},"revision":2,"source":{"system":"ehr-x"},"type":"ResectabilityAssessed","version":1}',
    );
    expect(parts.clinical).toBe('{"data":{"classification":"uncertain"},"occurredOn":"2009-03-02"}');
    expect(parts.identity).toBe('{"note":"MDT 12"}');
    expect(hc.toString('hex')).toBe('9ca804d844eec053b47feb42f5a3520d3eaa482c97f270a2c77a9fe05200cd2d');
    expect(stored.clinical!.length + stored.identity!.length).toBe(138);
    expect(sc.toString('hex')).toBe('4649952ecc7df09096977b159d45753986701258971584a7977ec97eb398c741');
    const leaf = leafText({ at: assessment.recordedAt, hc, sc, id: assessment.id, index: 0 });
    expect(leafHash(leaf).toString('hex')).toBe('d851153cf9c409883d12516b0b4c0cb5b4908d49c8bbbedcdb8c534ad980bf8f');
  });

  it('gives the event back, with the note only to who holds the key', () => {
    expect(openEvent(stored, 7, { hc, keyOf: () => key.key })).toEqual({ ...assessment, revision: 2, position: 7 });
    const { note, ...open } = assessment;
    expect(note).toBe('MDT 12');
    expect(openEvent(stored, 7)).toEqual({ ...open, revision: 2, position: 7 });
    expect(openEvent(stored, 7, { hc, keyOf: () => null })).toEqual({ ...open, revision: 2, position: 7 });
  });

  it('refuses a ciphertext that was moved to another event', () => {
    expect(() => openEvent(stored, 7, { hc: Buffer.alloc(32), keyOf: () => key.key })).toThrow();
  });

  it('names what was altered', () => {
    const { id, recordedAt: at } = assessment;
    const leaf = leafText({ at, hc, sc, id, index: 7 });
    const header = Buffer.concat([Buffer.from(HEADER_DOMAIN), stored.headerSalt, Buffer.from(stored.header)]);
    const classes = [stored.clinical!, stored.identity!];
    const content = Buffer.concat([Buffer.from(CONTENT_DOMAIN), stored.contentSalt, ...classes]);
    const flipped = (bytes: Buffer): Buffer =>
      Buffer.from(bytes.map((byte, index) => (index === 60 ? byte ^ 1 : byte)));
    const check = (change: Partial<Hashed>, of = leaf, named = id) =>
      checkLeaf({ header, content, ...change }, of, named, 7);
    expect(check({})).toBe(hc.toString('base64url'));
    expect(() => check({ header: flipped(header) })).toThrow('position 7: its header was altered');
    expect(() => check({ content: flipped(content) })).toThrow('position 7: its content was altered');
    expect(() => check({}, leafText({ at, hc, sc, id, index: 8 }))).toThrow('its leaf was written at another index');
    expect(() => check({}, leaf, 'another-id')).toThrow('position 7: its leaf is that of another event');
    expect(() => check({}, 'gone')).toThrow('position 7: its leaf is no leaf');
    expect(contentHash({ ...stored, identity: null }).equals(sc)).toBe(false);
  });

  it('seals what identifies a patient, also inside a correction of the registration', () => {
    const correction: NewEvent = {
      ...assessment,
      type: 'EventCorrected',
      data: {
        eventId: assessment.id,
        occurredOn: '2009-01-01',
        data: {
          dateBasis: 'calendar',
          birthDate: '1950-04-01',
          birthYear: 1950,
          identifiers: [{ system: 'h', value: '1' }],
        },
      },
      reason: { code: 'other', text: 'mistyped by Dr N.' },
      source: { system: 'ehr-x', recordedOn: '2010', document: { id: 'letter 5', page: 2, sha256: 'ab'.repeat(32) } },
    };
    const split = splitEvent(correction, 3);
    expect(split.header + split.clinical).not.toMatch(/1950-04-01|identifiers|mistyped|letter 5/);
    expect(JSON.parse(split.identity!)).toEqual({
      data: { data: { birthDate: '1950-04-01', identifiers: [{ system: 'h', value: '1' }] } },
      note: 'MDT 12',
      reason: { text: 'mistyped by Dr N.' },
      source: { document: { id: 'letter 5', page: 2 } },
    });
    const sealed = sealEvent(split, key);
    expect(openEvent(sealed.stored, 8, { hc: sealed.hc, keyOf: () => key.key })).toEqual({
      ...correction,
      revision: 3,
      position: 8,
    });
  });
});
