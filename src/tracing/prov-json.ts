import type { Recorder, Source } from '../events/index.js';
import type { Trace, TracedEvent } from './trace.js';

type Attributes = Record<string, unknown>;
/** Records of one kind by their qualified names. */
type Records = Record<string, Attributes>;

const PREFIX = {
  hep: 'urn:hepatrace:',
  event: 'urn:uuid:',
  document: 'urn:hepatrace:document:',
  person: 'urn:hepatrace:person:',
  organisation: 'urn:hepatrace:organisation:',
};

/**
 * A trace as a W3C PROV document (https://www.w3.org/submissions/2013/SUBM-prov-json-20130424/). Entities: the value, the
 * result it stands in, events, documents. Activities: the derivation, and the recording of each event. Agents: who
 * recorded, for which organisation, and the software. A correction is a revision of what it corrects; a retraction
 * invalidates it.
 */
export function provJson(trace: Trace): object {
  const document = new ProvDocument();
  const { value, rule, result, code, asOf } = trace;
  document.entity('hep:value', 'Value', {
    'hep:pointer': value.pointer,
    'prov:value': typeof value.value === 'object' ? JSON.stringify(value.value) : value.value,
    'hep:patient': trace.patientId,
    'hep:asOf': asOf.position,
    'hep:cutOff': trace.cutOff,
  });
  document.activity('hep:derivation', 'Derivation', {
    'hep:rule': rule.name,
    'hep:ruleSet': rule.ruleSet,
    'hep:ruleVersion': rule.version,
    'prov:label': rule.text,
  });
  document.agent('hep:software', 'prov:SoftwareAgent', { 'prov:label': 'hepatrace', 'hep:version': code.version });
  document.relate('wasGeneratedBy', { entity: 'hep:value', activity: 'hep:derivation' });
  document.relate('wasAssociatedWith', { activity: 'hep:derivation', agent: 'hep:software' });
  if (result) {
    const name = `hep:result-${result.id}`;
    document.entity(name, 'Result', { 'hep:sha256': result.sha256, 'hep:software': result.software });
    document.relate('hadMember', { collection: name, entity: 'hep:value' });
  }
  for (const event of trace.events) addEvent(document, event);
  return { prefix: PREFIX, ...document.records };
}

function addEvent(document: ProvDocument, event: TracedEvent): void {
  const { id, type, recordedAt, recordedBy, corrects, source, reason } = event;
  const [entity, recording] = [`event:${id}`, `hep:recording-${id}`];
  const isRetraction = type === 'EventRetracted';
  document.entity(entity, type, {
    'hep:patient': event.patientId,
    'hep:occurredOn': event.occurredOn,
    'hep:status': event.status,
    'hep:position': event.position,
    'hep:leafHash': event.proof.leafHash,
  });
  document.activity(recording, isRetraction ? 'Retraction' : corrects ? 'Correction' : 'Recording', {
    'prov:startTime': recordedAt,
    'prov:endTime': recordedAt,
    'hep:reason': reason?.code,
  });
  document.relate('wasGeneratedBy', { entity, activity: recording, time: recordedAt });
  document.relate('used', { activity: 'hep:derivation', entity });
  document.relate('wasDerivedFrom', { generatedEntity: 'hep:value', usedEntity: entity, activity: 'hep:derivation' });
  const person = addPeople(document, recordedBy);
  document.relate('wasAttributedTo', { entity, agent: person });
  document.relate('wasAssociatedWith', { activity: recording, agent: person });
  if (corrects && isRetraction)
    document.relate('wasInvalidatedBy', { entity: `event:${corrects}`, activity: recording, time: recordedAt });
  else if (corrects)
    document.relate('wasDerivedFrom', { generatedEntity: entity, usedEntity: `event:${corrects}` }, 'prov:Revision');
  const origin = source && addDocument(document, source);
  if (origin) {
    document.relate('used', { activity: recording, entity: origin });
    document.relate('wasDerivedFrom', { generatedEntity: entity, usedEntity: origin }, 'prov:PrimarySource');
  }
}

/** Who recorded, and the organisation behind. @returns the name of the person */
function addPeople(document: ProvDocument, { subject, role, organisation }: Recorder): string {
  const person = `person:${encodeURIComponent(`${subject}@${organisation}`)}`;
  const company = `organisation:${encodeURIComponent(organisation)}`;
  if (document.agent(person, 'prov:Person', { 'prov:label': subject, 'hep:role': role })) {
    document.agent(company, 'prov:Organization', { 'prov:label': organisation });
    document.relate('actedOnBehalfOf', { delegate: person, responsible: company });
  }
  return person;
}

/** The page that it was taken from, as far as it is named; null where nothing names it. */
function addDocument(document: ProvDocument, { system, document: paper }: Source): string | null {
  if (system === undefined && !paper) return null;
  const { id, page, row, sha256 } = paper ?? {};
  const parts = [system, id ?? sha256, page && `page ${page}`, row && `row ${row}`].filter(Boolean);
  const name = `document:${encodeURIComponent(parts.join('/'))}`;
  const about = { 'prov:label': parts.join(', '), 'hep:system': system, 'hep:page': page, 'hep:row': row };
  document.entity(name, 'Document', { ...about, 'hep:sha256': sha256 });
  return name;
}

/** Collects records; what has no value is left out, and an agent or a document that is there already is not made again. */
class ProvDocument {
  readonly records: Record<string, Records> = {};
  private relations = 0;

  entity(name: string, type: string, attributes: Attributes): void {
    this.add('entity', name, { 'prov:type': qualified(`hep:${type}`), ...attributes });
  }

  activity(name: string, type: string, attributes: Attributes): void {
    this.add('activity', name, { 'prov:type': qualified(`hep:${type}`), ...attributes });
  }

  /** @returns whether it is new */
  agent(name: string, type: string, attributes: Attributes): boolean {
    return this.add('agent', name, { 'prov:type': qualified(type), ...attributes });
  }

  relate(relation: string, parts: Readonly<Record<string, string>>, type?: string): void {
    this.relations += 1;
    const named = Object.fromEntries(Object.entries(parts).map(([name, value]) => [`prov:${name}`, value]));
    this.add(relation, `_:r${this.relations}`, { ...named, 'prov:type': type && qualified(type) });
  }

  private add(kind: string, name: string, attributes: Attributes): boolean {
    const records = (this.records[kind] ??= {});
    if (Object.hasOwn(records, name)) return false;
    records[name] = Object.fromEntries(Object.entries(attributes).filter(([, value]) => value != null));
    return true;
  }
}

const qualified = (name: string) => ({ $: name, type: 'prov:QUALIFIED_NAME' });
