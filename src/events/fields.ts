import 'reflect-metadata';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsNumber,
  IsObject,
  IsString,
  IsUUID,
  Matches,
  Max,
  MaxLength,
  Min,
  MinLength,
  ValidateBy,
  ValidateIf,
  ValidateNested,
} from 'class-validator';
import { parseClinicalDate } from './clinical-date.js';

/**
 * The vocabulary of event fields, on class-validator: one decorator a field says type, limits, unit and need.
 * What class-validator's metadata cannot hold (unit, remark, element class) is kept beside it for JSON Schema and docs.
 */
export interface FieldNote {
  readonly unit?: string;
  /** The classification that the values are of, where there is one. */
  readonly system?: string;
  readonly about?: string;
  /** JSON Schema fragment of this field, without its remark. */
  readonly schema: object | (() => object);
  readonly optional: boolean;
  /** The class of a nested object or of a list's elements. */
  readonly nested?: () => new () => object;
}

interface FieldOptions {
  readonly optional?: boolean;
  readonly about?: string;
  readonly unit?: string;
  readonly system?: string;
}

const NOTES = Symbol('hepatrace:fields');

/** The fields of a data class in the order of their declaration. */
export function fieldsOf(dataClass: new () => object): ReadonlyMap<string, FieldNote> {
  return (Reflect.getMetadata(NOTES, dataClass) as Map<string, FieldNote> | undefined) ?? new Map();
}

function field(
  options: FieldOptions,
  schema: FieldNote['schema'],
  decorators: PropertyDecorator[],
  nested?: FieldNote['nested'],
): PropertyDecorator {
  return (target, property) => {
    const owner = target.constructor;
    const notes = new Map(Reflect.getMetadata(NOTES, owner) as Map<string, FieldNote> | undefined);
    const { optional = false, about, unit, system } = options;
    notes.set(String(property), {
      schema,
      optional,
      ...(about === undefined ? {} : { about }),
      ...(unit === undefined ? {} : { unit }),
      ...(system === undefined ? {} : { system }),
      ...(nested === undefined ? {} : { nested }),
    });
    Reflect.defineMetadata(NOTES, notes, owner);
    // Absent is fine for an optional field, null never is: it would be a third answer beside stated and not stated.
    if (optional) ValidateIf((_, value) => value !== undefined)(target, property);
    for (const decorate of decorators) decorate(target, property);
  };
}

/** One word of a list. */
export function OneOf(values: readonly string[], options: FieldOptions = {}): PropertyDecorator {
  return field(options, { type: 'string', enum: values }, [IsIn(values)]);
}

/** A list of different words of a list. */
export function SomeOf(values: readonly string[], options: FieldOptions = {}): PropertyDecorator {
  return field(options, { type: 'array', items: { type: 'string', enum: values }, uniqueItems: true }, [
    IsArray(),
    ArrayMaxSize(values.length),
    ValidateBy({
      name: 'areDifferent',
      validator: {
        validate: (value: unknown) => !Array.isArray(value) || new Set(value).size === value.length,
        defaultMessage: () => '$property must not repeat a value',
      },
    }),
    IsIn(values, { each: true }),
  ]);
}

/** Words of the source: short text that names no person. */
export function Text(options: FieldOptions & { max?: number; pattern?: RegExp } = {}): PropertyDecorator {
  const { max = 200, pattern } = options;
  const schema = { type: 'string', minLength: 1, maxLength: max, ...(pattern ? { pattern: pattern.source } : {}) };
  const checks = [IsString(), MinLength(1), MaxLength(max)];
  return field(options, schema, pattern ? [...checks, Matches(pattern)] : checks);
}

export function TextList(options: FieldOptions & { max?: number } = {}): PropertyDecorator {
  const { max = 20 } = options;
  return field(
    options,
    { type: 'array', items: { type: 'string', minLength: 1, maxLength: 200 }, minItems: 1, maxItems: max },
    [
      IsArray(),
      ArrayMinSize(1),
      ArrayMaxSize(max),
      IsString({ each: true }),
      MinLength(1, { each: true }),
      MaxLength(200, { each: true }),
    ],
  );
}

export function Whole(min: number, max: number, options: FieldOptions = {}): PropertyDecorator {
  return field(options, { type: 'integer', minimum: min, maximum: max }, [IsInt(), Min(min), Max(max)]);
}

/** A measured quantity that need not be whole. */
export function Quantity(min: number, max: number, options: FieldOptions & { unit: string }): PropertyDecorator {
  return field(options, { type: 'number', minimum: min, maximum: max }, [
    IsNumber({ allowNaN: false, allowInfinity: false }),
    Min(min),
    Max(max),
  ]);
}

/** A length, an integer in tenths of a millimetre: 12.3 mm = 123. */
export function TenthsOfMm(options: FieldOptions = {}): PropertyDecorator {
  return Whole(0, 10_000, { unit: 'tenths of mm', ...options });
}

export function Flag(options: FieldOptions = {}): PropertyDecorator {
  return field(options, { type: 'boolean' }, [IsBoolean()]);
}

/** The id of another event of the same patient. */
export function EventId(options: FieldOptions = {}): PropertyDecorator {
  return field(options, { type: 'string', format: 'uuid' }, [IsUUID()]);
}

/** A clinical date: day, month, year, relative day or `unknown`. */
export function DateField(options: FieldOptions = {}): PropertyDecorator {
  return field(options, { type: 'string', examples: ['2008-03-02', '2008-03', '2008', '+123', 'unknown'] }, [
    ValidateBy({
      name: 'isClinicalDate',
      validator: {
        validate: (value: unknown) => typeof value === 'string' && parseClinicalDate(value) !== null,
        defaultMessage: () =>
          '$property must be a date (YYYY-MM-DD, YYYY-MM or YYYY), a relative day (+123) or unknown',
      },
    }),
  ]);
}

/** An object with fields of its own. */
export function Part(part: () => new () => object, options: FieldOptions = {}): PropertyDecorator {
  return field(options, { type: 'object' }, [IsObject(), ValidateNested(), Type(part)], part);
}

/** A list of objects with fields of their own. */
export function Parts(part: () => new () => object, options: FieldOptions & { max?: number } = {}): PropertyDecorator {
  const { max = 50 } = options;
  return field(
    options,
    { type: 'array', maxItems: max },
    // ValidateNested lets null, words and lists within the list pass.
    [IsArray(), ArrayMaxSize(max), IsObject({ each: true }), ValidateNested({ each: true }), Type(part)],
    part,
  );
}

/** Any JSON object; what it may hold is checked elsewhere (the content of a correction). */
export function AnyObject(options: FieldOptions = {}): PropertyDecorator {
  return field(options, { type: 'object' }, [IsObject()]);
}
