export { fhirProvenance } from './fhir-provenance.js';
export { outcomeExplained, traceOutcome } from './outcome-trace.js';
export { provJson } from './prov-json.js';
export { traceResult } from './result-trace.js';
export type * from './trace.js';
export { traceVerdict } from './verdict-trace.js';
export { traceEvents, type TraceSources } from './traced-events.js';
