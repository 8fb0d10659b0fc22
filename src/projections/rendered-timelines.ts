import type { LogPoint } from '../ports/index.js';
import { entriesByDate, isSynthetic, type Timeline } from '../timeline/index.js';

/** A timeline ready to be sent: what does not depend on when it is read, as JSON in UTF-8. */
export interface RenderedTimeline {
  readonly patientId: string;
  readonly revision: number;
  /** Of the patient's last event. */
  readonly position: number | null;
  readonly dateBasis: Timeline['dateBasis'];
  readonly synthetic: boolean;
  readonly merges: Timeline['merges'];
  /** The entries in the order in which people read them. */
  readonly entries: Buffer;
}

export const render = (timeline: Timeline, cutOff: string | null): RenderedTimeline => ({
  patientId: timeline.patientId,
  revision: timeline.revision,
  position: timeline.position,
  dateBasis: timeline.dateBasis,
  synthetic: isSynthetic(timeline),
  merges: timeline.merges,
  entries: Buffer.from(JSON.stringify(entriesByDate(timeline, cutOff))),
});

/** A text, and the last place of the log for which it holds. */
export interface Kept {
  readonly value: RenderedTimeline;
  readonly asOf: LogPoint;
}

/** Whole timelines as text, of the patients that were read last. */
export class RenderedTimelines {
  private readonly kept = new Map<string, Kept>();
  private size = 0;

  /** @param mostBytes of all texts together */
  constructor(private readonly mostBytes = 32_000_000) {}

  get(patientId: string): Kept | null {
    const found = this.kept.get(patientId);
    if (!found) return null;
    // The order of the map is that of the last use.
    this.kept.delete(patientId);
    this.kept.set(patientId, found);
    return found;
  }

  put(patientId: string, kept: Kept): Kept {
    this.drop(patientId);
    this.kept.set(patientId, kept);
    this.size += kept.value.entries.length;
    for (const oldest of this.kept.keys()) {
      if (this.size <= this.mostBytes) break;
      this.drop(oldest);
    }
    return kept;
  }

  private drop(patientId: string): void {
    this.size -= this.kept.get(patientId)?.value.entries.length ?? 0;
    this.kept.delete(patientId);
  }
}
