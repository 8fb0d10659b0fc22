import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { STUDY_SCHEMAS } from './study-schemas.js';
import { CATALOGUE, eventSchemaOf, eventTypeOf } from '../events/index.js';

type Schemas = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>;

/** The OpenAPI document: routes from the controllers, events from the catalogue. */
export function openApiOf(app: INestApplication, version: string): OpenAPIObject {
  const config = new DocumentBuilder()
    .setTitle('hepatrace')
    .setDescription(
      'Immutable clinical events of patients with colorectal liver metastases; timelines and endpoints derived from them.',
    )
    .setVersion(version)
    // Its schemas are those of JSON Schema 2020-12, which the catalogue speaks.
    .setOpenAPIVersion('3.1.0')
    .build();
  const document = SwaggerModule.createDocument(app, config);
  return {
    ...document,
    components: { ...document.components, schemas: { ...document.components?.schemas, ...schemas() } },
  };
}

function schemas(): Schemas {
  const events = Object.fromEntries(CATALOGUE.map((type) => [type.name, eventSchemaOf(type)]));
  const oneEvent = { oneOf: CATALOGUE.map(({ name }) => ({ $ref: `#/components/schemas/${name}` })) };
  const registration = eventTypeOf('PatientRegistered');
  const { properties, ...rest } = (registration ? eventSchemaOf(registration) : {}) as {
    properties: Record<string, object>;
  };
  const { type: _, ...fields } = properties;
  const patientId = {
    type: 'string',
    pattern: '^[A-Za-z0-9._-]{1,64}$',
    description: 'pseudonymous; the id of this event if absent',
  };
  return {
    ...events,
    Registration: { ...rest, properties: { patientId, ...fields }, required: ['occurredOn', 'data'] },
    Events: { oneOf: [...oneEvent.oneOf, { type: 'array', items: oneEvent }] },
    Recorded: object({
      revision: integer,
      position: nullable(integer),
      events: array(object({ id: uuid, position: nullable(integer) })),
      questioned: array(text),
    }),
    Timeline: object({
      ...seen,
      merges: array(anything),
      entries: array(
        object({
          id: uuid,
          type: text,
          version: integer,
          occurredOn: text,
          data: anything,
          status: text,
          recordedAt: text,
          recordedBy: anything,
          history: array(anything),
        }),
      ),
    }),
    Outcomes: object({
      ...seen,
      ruleSet: text,
      timeZero: text,
      options: anything,
      endpoints: anything,
      findings: array(anything),
    }),
    ...STUDY_SCHEMAS,
    Move: {
      ...object({
        to: { ...text, description: 'the patient whose event it is' },
        reason: { ...text, description: 'said beside the reason code wrong-patient' },
        acknowledge: { ...array(text), description: 'codes of the questions that the recorder has answered' },
      }),
      required: ['to'],
    },
    Moved: object({ recorded: placed, retracted: placed }),
    TimelineDiff: object({
      patientId: text,
      mergedInto: seen.mergedInto,
      from: moment,
      to: moment,
      ruleSet: text,
      timeZero: text,
      options: anything,
      cutOff: nullable(text),
      learnt: array(anything),
      merges: array(anything),
      gone: array(object({ id: uuid, type: text, occurredOn: text })),
      endpoints: array(object({ endpoint: text, reasons: anything, differences: array(anything) })),
    }),
    Trace: object({
      patientId: nullable(text),
      result: { type: ['object', 'null'] },
      value: object({ pointer: text, value: {} }),
      asOf: seen.asOf,
      asKnownAtSource: nullable(text),
      cutOff: nullable(text),
      code: object({ version: text }),
      rule: anything,
      patients: array(anything),
      events: array(anything),
      ignored: array(anything),
      log: object({ size: integer, root: text }),
      checkpoint: nullable(text),
      redacted: array(text),
    }),
    History: object({
      patientId: text,
      mergedInto: seen.mergedInto,
      revision: integer,
      asOf: seen.asOf,
      events: array(anything),
    }),
  };
}

const integer = { type: 'integer' };
const text = { type: 'string' };
const uuid = { type: 'string', format: 'uuid' };
const anything = { type: 'object', additionalProperties: true };
const array = (items: object) => ({ type: 'array', items });
const nullable = ({ type, ...schema }: { type: string; enum?: string[] }) => ({
  ...schema,
  type: [type, 'null'],
  ...(schema.enum && { enum: [...schema.enum, null] }),
});
const object = (properties: Record<string, object>) => ({
  type: 'object',
  properties,
  required: Object.keys(properties),
});
const seen = {
  patientId: text,
  mergedInto: { ...nullable(text), description: 'who remained, where the patient asked for was merged into another' },
  revision: integer,
  synthetic: { type: 'boolean' },
  dateBasis: nullable({ type: 'string', enum: ['calendar', 'relative'] }),
  asOf: object({ position: nullable(integer), recordedAt: nullable(text) }),
  asKnownAtSource: nullable(text),
  cutOff: nullable(text),
};
const placed = object({ patientId: text, id: uuid, position: nullable(integer) });
const moment = object({ position: nullable(integer), recordedAt: nullable(text), revision: nullable(integer) });
