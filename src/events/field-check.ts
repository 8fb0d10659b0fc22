import { plainToInstance } from 'class-transformer';
import { validateSync, type ValidationError } from 'class-validator';
import { fieldsOf } from './fields.js';
import { at, fault, type EventFault } from './violation.js';

/**
 * Checks a value field by field against its class: nothing missing, nothing more, nothing coerced.
 * @param pointer that of the value
 */
export function checkFields(dataClass: new () => object, value: object, pointer: string): EventFault[] {
  // class-validator takes a class without fields for one that it does not know.
  const fields = fieldsOf(dataClass);
  if (fields.size === 0) return Object.keys(value).map((key) => unknownField(key, pointer, []));
  // Only parts need instances of their own classes; without them a copy is as good, at a tenth of the cost.
  const hasParts = Object.keys(value).some((key) => fields.get(key)?.nested);
  const instance = hasParts ? plainToInstance(dataClass, value) : Object.assign(new dataClass(), value);
  const errors = validateSync(instance, { whitelist: true, forbidNonWhitelisted: true, forbidUnknownValues: true });
  return errors.flatMap((error) => toViolations(error, pointer, dataClass));
}

function toViolations(error: ValidationError, pointer: string, owner: (new () => object) | undefined): EventFault[] {
  const place = at(pointer, error.property);
  const field = owner && fieldsOf(owner).get(error.property);
  const inner = (error.children ?? []).flatMap((child) =>
    Array.isArray(error.value)
      ? (child.children ?? []).flatMap((deep) => toViolations(deep, at(place, child.property), field?.nested?.()))
      : toViolations(child, place, field?.nested?.()),
  );
  const own = Object.entries(error.constraints ?? {}).map(([rule, message]): EventFault => {
    if (rule === 'whitelistValidation') {
      return unknownField(error.property, pointer, owner ? [...fieldsOf(owner).keys()] : []);
    }
    if (error.value === undefined) {
      return fault('missing-field', place, `${error.property} is required`, remedy(field));
    }
    return fault('invalid-field', place, message, remedy(field));
  });
  return [...own.slice(0, 1), ...inner];
}

/** JSON Schema's types and formats for people. */
const KINDS: Readonly<Record<string, string>> = {
  array: 'a list',
  boolean: 'true or false',
  integer: 'a whole number',
  number: 'a number',
  object: 'an object',
  uuid: 'a UUID',
};

const unknownField = (name: string, pointer: string, names: readonly string[]): EventFault =>
  fault(
    'unknown-field',
    at(pointer, name),
    `there is no field ${JSON.stringify(name)} here`,
    names.length > 0 ? `Fields are: ${names.join(', ')}.` : 'Leave it out.',
  );

function remedy(field: ReturnType<ReturnType<typeof fieldsOf>['get']>): string {
  if (!field) return 'See the event type in GET /event-types.';
  const schema = (typeof field.schema === 'function' ? field.schema() : field.schema) as {
    readonly type?: string;
    readonly format?: string;
    readonly enum?: readonly string[];
    readonly items?: { readonly enum?: readonly string[] };
    readonly minimum?: number;
    readonly maximum?: number;
    readonly examples?: readonly string[];
  };
  if (schema.enum) return `Use one of: ${schema.enum.join(', ')}.`;
  if (schema.items?.enum) return `Give a list of words, each one of: ${schema.items.enum.join(', ')}.`;
  const { minimum, maximum, type, format, examples } = schema;
  if (examples) return `Give for instance: ${examples.join(', ')}.`;
  const range = minimum === undefined ? '' : ` from ${minimum} to ${maximum}`;
  return `Give ${KINDS[format ?? type ?? ''] ?? 'a text'}${range}${field.unit ? `, in ${field.unit}` : ''}.`;
}
