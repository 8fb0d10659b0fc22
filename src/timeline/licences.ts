import type { Timeline } from './timeline.js';

/** A source that gave something of what is on record, null: an unnamed one; and the terms on which its data may be used. */
export interface SourceLicence {
  readonly system: string | null;
  readonly licence: string;
}

/** The terms on which what stands of a patient may be used, each source once; what was retracted is not used. */
export function licencesOf({ entries }: Timeline): readonly SourceLicence[] {
  const found: SourceLicence[] = [];
  for (const { status, source, history } of entries) {
    if (status === 'retracted') continue;
    for (const { licence, system = null } of [source, ...history.map((said) => said.source)].flatMap(
      (one) => one ?? [],
    )) {
      if (licence !== undefined && !found.some((one) => one.licence === licence && one.system === system))
        found.push({ system, licence });
    }
  }
  return found;
}

/** The terms on which a source gave its data. */
export interface DataLicence extends SourceLicence {
  /** Patients of whom it gave something. */
  readonly patients: number;
}

/** Counts the patients by the terms on which their data were given. */
export class LicenceCensus {
  private readonly found: (SourceLicence & { patients: number })[] = [];

  /** @param licences of one patient, each once */
  add(licences: readonly SourceLicence[]): void {
    for (const { system, licence } of licences) {
      const known = this.found.find((one) => one.system === system && one.licence === licence);
      if (known) known.patients += 1;
      else this.found.push({ system, licence, patients: 1 });
    }
  }

  /** By source, then licence. */
  counted(): readonly DataLicence[] {
    const key = ({ system, licence }: SourceLicence): string => JSON.stringify([system ?? '', licence]);
    return this.found.toSorted((a, b) => (key(a) < key(b) ? -1 : 1));
  }
}
