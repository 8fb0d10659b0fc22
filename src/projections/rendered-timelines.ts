import { entriesByDate, isSynthetic, type Timeline } from '../timeline/index.js';

/** A timeline ready to be sent: what does not depend on when it is read, as JSON text. */
export interface RenderedTimeline {
  readonly revision: number;
  readonly dateBasis: Timeline['dateBasis'];
  readonly synthetic: boolean;
  /** The entries in the order in which people read them. */
  readonly entries: string;
}

export const render = (timeline: Timeline, cutOff: string | null): RenderedTimeline => ({
  revision: timeline.revision,
  dateBasis: timeline.dateBasis,
  synthetic: isSynthetic(timeline),
  entries: JSON.stringify(entriesByDate(timeline, cutOff)),
});

/**
 * Whole timelines as text, of the patients that were read last. A text holds for one position of the patient's record:
 * after any event of the patient it is made anew.
 */
export class RenderedTimelines {
  private readonly kept = new Map<string, { readonly position: number; readonly rendered: RenderedTimeline }>();
  private size = 0;

  /** @param mostCharacters of all texts together */
  constructor(private readonly mostCharacters = 32_000_000) {}

  get(patientId: string, position: number): RenderedTimeline | null {
    const found = this.kept.get(patientId);
    if (found?.position !== position) return null;
    // The order of the map is that of the last use.
    this.kept.delete(patientId);
    this.kept.set(patientId, found);
    return found.rendered;
  }

  put(patientId: string, position: number, rendered: RenderedTimeline): void {
    this.drop(patientId);
    this.kept.set(patientId, { position, rendered });
    this.size += rendered.entries.length;
    for (const oldest of this.kept.keys()) {
      if (this.size <= this.mostCharacters) return;
      this.drop(oldest);
    }
  }

  private drop(patientId: string): void {
    this.size -= this.kept.get(patientId)?.rendered.entries.length ?? 0;
    this.kept.delete(patientId);
  }
}
