import { RULE_SETS } from '../outcomes/index.js';

const text = { type: 'string' };
const texts = { type: 'array', items: text };
const integer = { type: 'integer' };
const anything = { type: 'object', additionalProperties: true };
const someOf = (required: readonly string[], properties: Readonly<Record<string, object>>) => ({
  type: 'object',
  properties,
  required: [...required],
});

/** Shapes of cohorts, analyses and results, for the OpenAPI document. */
export const STUDY_SCHEMAS = {
  CohortDefinition: someOf(['definition', 'reason'], {
    definition: {
      oneOf: [anything, text],
      description: 'as an object, or as its YAML; JSON Schema at /schemas/cohort.json',
    },
    reason: { ...text, maxLength: 2000 },
  }),
  DefinedCohort: someOf(['name', 'version', 'sha256', 'definition', 'reason', 'definedBy', 'definedAt'], {
    name: text,
    version: { ...integer, minimum: 1 },
    sha256: text,
    definition: anything,
    reason: text,
    definedBy: anything,
    definedAt: text,
    position: { type: ['integer', 'null'] },
    eventId: text,
    criteria: { type: 'array', items: anything },
    looksAhead: { type: 'array', items: anything },
    versions: { type: 'array', items: anything },
  }),
  AnalysisRequest: someOf([], {
    cohort: { ...text, description: 'NAME, NAME@2, or all', default: 'all' },
    with: { ...anything, description: 'values of the parameters of the definition' },
    groupBy: text,
    stratifyBy: text,
    ruleSet: { ...text, enum: RULE_SETS },
    timeZero: { ...text, description: 'a named time zero; of a definition also index or landmark' },
    asOf: { type: ['string', 'integer'], description: 'a position, an instant with its zone, or a date' },
    asKnownAtSource: text,
    cutOff: text,
    options: anything,
    parameters: { ...anything, description: "the analysis' own; see GET /analyses" },
  }),
  Result: someOf(['analysis', 'cohort', 'groups', 'patients', 'excluded', 'manifest'], {
    analysis: someOf(['name', 'version'], { name: text, version: integer }),
    ruleSet: text,
    timeZero: text,
    asOf: anything,
    cohort: someOf(['name', 'version', 'size', 'synthetic'], {
      name: text,
      version: { type: ['integer', 'null'] },
      sha256: text,
      parameters: anything,
      looksAhead: texts,
      size: integer,
      synthetic: integer,
    }),
    groups: { type: 'array', items: anything },
    comparison: { type: ['object', 'null'], additionalProperties: true },
    patients: { type: 'array', items: anything },
    excluded: { type: 'array', items: anything },
    manifest: someOf(['id', 'sha256', 'inputs'], {
      id: text,
      sha256: text,
      inputs: anything,
      dataLicences: {
        type: 'array',
        items: someOf(['system', 'licence', 'patients'], {
          system: { type: ['string', 'null'] },
          licence: text,
          patients: integer,
        }),
        description: 'the terms on which the sources gave the data',
      },
    }),
  }),
};
