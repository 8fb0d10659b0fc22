import {
  ReadModels,
  type Checkpoint,
  type Collection,
  type Generation,
  type StoredDocument,
} from '../../ports/index.js';

const PAGE = 500;

class MemoryGeneration implements Generation {
  private readonly documents = new Map<string, StoredDocument>();
  private last: Checkpoint | null = null;

  checkpoint(): Promise<Checkpoint | null> {
    return Promise.resolve(this.last);
  }

  get(collection: Collection, ids: readonly string[]): Promise<readonly StoredDocument[]> {
    return Promise.resolve(ids.flatMap((id) => this.documents.get(`${collection}/${id}`) ?? []));
  }

  async *scan(
    collection: Collection,
    { after = '' }: { after?: string } = {},
  ): AsyncGenerator<readonly StoredDocument[]> {
    const wanted = [...this.documents.values()]
      .filter((document) => document.collection === collection && document.id > after)
      .toSorted((a, b) => (a.id < b.id ? -1 : 1));
    for (let start = 0; start < wanted.length; start += PAGE) yield wanted.slice(start, start + PAGE);
  }

  write(documents: readonly StoredDocument[], checkpoint: Checkpoint): Promise<void> {
    for (const document of documents) {
      const key = `${document.collection}/${document.id}`;
      const stored = this.documents.get(key);
      if (stored && stored.lastPosition >= document.lastPosition) continue;
      // As a disk would: what the caller does with the value afterwards does not reach it.
      this.documents.set(key, structuredClone(document));
    }
    if (!this.last || this.last.position <= checkpoint.position) this.last = checkpoint;
    return Promise.resolve();
  }
}

/** Read models that live as long as the process. */
export class MemoryReadModels extends ReadModels {
  private current: Generation = new MemoryGeneration();

  live(): Promise<Generation> {
    return Promise.resolve(this.current);
  }

  begin(): Promise<Generation> {
    return Promise.resolve(new MemoryGeneration());
  }

  switchTo(generation: Generation): Promise<void> {
    this.current = generation;
    return Promise.resolve();
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
