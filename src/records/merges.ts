import { PatientsMerged, PatientsUnmerged, type RecordedEvent } from '../events/index.js';

/** Types of the events that say which patients are one. */
export const MERGE_TYPES: readonly string[] = [PatientsMerged.name, PatientsUnmerged.name];

/**
 * Who is read as one with whom, at one moment of knowledge. Who remains has any number of others, and is nobody's other. What
 * says otherwise (it can only have been recorded by two processes at once) has no effect: the first by position holds.
 */
export class Merges {
  private readonly into = new Map<string, string>();
  private readonly namings = new Map<string, readonly RecordedEvent[]>();
  private readonly groups = new Map<string, ReadonlySet<string>>();

  /** @param events of {@link MERGE_TYPES}, by position */
  constructor(events: readonly RecordedEvent[]) {
    for (const event of events) this.take(event);
  }

  /** Whether the patient was ever merged with another. */
  knows(patientId: string): boolean {
    return this.groups.has(patientId);
  }

  /** In whose record the patient is read: his own, or that of who remained. */
  remaining(patientId: string): string {
    return this.into.get(patientId) ?? patientId;
  }

  /** Those who are read in the patient's record beside himself. */
  others(patientId: string): readonly string[] {
    return [...this.into].flatMap(([other, remaining]) => (remaining === patientId ? other : []));
  }

  /** The merges and un-merges in which another patient remained. */
  namingOf(patientId: string): readonly RecordedEvent[] {
    return this.namings.get(patientId) ?? [];
  }

  /** Everyone who was ever merged with the patient, or with one of these; himself too. */
  groupOf(patientId: string): ReadonlySet<string> {
    return this.groups.get(patientId) ?? new Set([patientId]);
  }

  private take(event: RecordedEvent): void {
    const { type, patientId = '', data } = event;
    const other = data['otherPatientId'] as string;
    if (type === PatientsMerged.name) {
      if (other === patientId || [patientId, other].some((id) => this.into.has(id)) || this.others(other).length > 0)
        return;
      this.into.set(other, patientId);
    } else {
      if (this.into.get(other) !== patientId) return;
      this.into.delete(other);
    }
    this.namings.set(other, [...this.namingOf(other), event]);
    const group = new Set([...this.groupOf(patientId), ...this.groupOf(other)]);
    for (const member of group) this.groups.set(member, group);
  }
}
