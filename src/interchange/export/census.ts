import { LicenceCensus, isSynthetic, licencesOf, type DataLicence } from '../../timeline/index.js';
import { TIMES } from './time-table.js';
import type { ExportedPatient } from './traced-time.js';

/** Counts by name. */
type Counts = Record<string, number>;

/** Who is in an export, who is not, and why. */
export interface Counted {
  readonly patients: number;
  /** Invented ones among them. */
  readonly synthetic: number;
  /** Patients left out, by the code of the reason. */
  readonly leftOut: Readonly<Counts>;
  /** Patients without a time, by endpoint and the code of the reason. */
  readonly notEvaluable: Readonly<Record<string, Readonly<Counts>>>;
  /** Patients with events of each source. */
  readonly sources: Readonly<Counts>;
}

/** Counts the patients of an export as they pass. */
export class Census {
  private readonly licences = new LicenceCensus();
  readonly counted = {
    patients: 0,
    synthetic: 0,
    leftOut: {} as Counts,
    notEvaluable: {} as Record<string, Counts>,
    sources: {} as Counts,
  } satisfies Counted;

  get dataLicences(): readonly DataLicence[] {
    return this.licences.counted();
  }

  leaveOut(code: string): void {
    count(this.counted.leftOut, code);
  }

  add({ timeline }: ExportedPatient): void {
    this.counted.patients += 1;
    if (isSynthetic(timeline)) this.counted.synthetic += 1;
    this.licences.add(licencesOf(timeline));
    const systems = new Set(timeline.entries.flatMap(({ source }) => source?.system ?? []));
    for (const system of systems) count(this.counted.sources, system);
  }

  addOutcomes({ outcomes }: ExportedPatient): void {
    for (const [endpoint, timeOf] of Object.entries(TIMES)) {
      const { status, reason } = timeOf(outcomes.endpoints);
      if (status === 'not-evaluable') count((this.counted.notEvaluable[endpoint] ??= {}), reason.code);
    }
  }
}

const count = (counts: Counts, name: string): void => {
  counts[name] = (counts[name] ?? 0) + 1;
};
