import { Anchor, type SignedCheckpoint } from '../../ports/index.js';
import { keepInFolder, lastNotesIn } from '../../provenance/index.js';

/** A folder, best on another machine's disk. */
export class FileAnchor extends Anchor {
  constructor(
    protected readonly folder: string,
    readonly name = `file:${folder}`,
  ) {
    super();
  }

  lastNotes(): Promise<readonly string[]> {
    return lastNotesIn(this.folder);
  }

  keep(checkpoint: SignedCheckpoint, tileOf: (n: number) => Promise<Buffer | null>): Promise<void> {
    return keepInFolder(this.folder, checkpoint, tileOf);
  }
}
