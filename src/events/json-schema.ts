import { EventInput } from './event-input.js';
import type { EventType } from './event-type.js';
import { fieldsOf } from './fields.js';

/** JSON Schema (2020-12) of a data class, read from its decorators at run time. */
export function schemaOf(dataClass: new () => object): object {
  const fields = [...fieldsOf(dataClass)];
  return {
    type: 'object',
    properties: Object.fromEntries(
      fields.map(([name, { schema, about, unit, system, nested }]) => {
        const own = (typeof schema === 'function' ? schema() : schema) as { type?: string };
        const inner = nested && schemaOf(nested());
        const description = [about, system, unit && `in ${unit}`].filter(Boolean).join('; ');
        const whole = !inner ? own : own.type === 'array' ? { ...own, items: inner } : inner;
        return [name, description ? { ...whole, description } : whole];
      }),
    ),
    required: fields.filter(([, { optional }]) => !optional).map(([name]) => name),
    additionalProperties: false,
  };
}

/** JSON Schema of what a recorder sends for one type of event. */
export function eventSchemaOf(type: EventType): object {
  const envelope = schemaOf(EventInput) as { properties: Record<string, object>; required: string[] };
  const { occurredOn, reason, ...others } = envelope.properties;
  const dated = type.dated ? { occurredOn } : { reason };
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: type.name,
    description: type.about,
    type: 'object',
    properties: { ...others, type: { const: type.name }, ...dated, data: schemaOf(type.data) },
    required: ['type', 'data', ...Object.keys(dated)],
    additionalProperties: false,
  };
}
