import {
  ReadModels,
  type Checkpoint,
  type Collection,
  type Generation,
  type Snapshot,
  type StoredDocument,
} from '../../ports/index.js';

const PAGE = 500;

class MemoryGeneration implements Generation {
  private readonly documents = new Map<string, StoredDocument>();
  private last: Checkpoint | null = null;

  checkpoint(): Promise<Checkpoint | null> {
    return Promise.resolve(this.last);
  }

  get(collection: Collection, ids: readonly string[]): Promise<Snapshot<readonly StoredDocument[]>> {
    const documents = ids.flatMap((id) => this.documents.get(`${collection}/${id}`) ?? []);
    return Promise.resolve({ documents, checkpoint: this.last });
  }

  scan<T>(
    collection: Collection,
    use: (snapshot: Snapshot<AsyncIterable<readonly StoredDocument[]>>) => Promise<T>,
  ): Promise<T> {
    const wanted = [...this.documents.values()]
      .filter((document) => document.collection === collection)
      .toSorted((a, b) => (a.id < b.id ? -1 : 1));
    return use({ documents: pages(wanted), checkpoint: this.last });
  }

  write(documents: readonly StoredDocument[], checkpoint: Checkpoint | null): Promise<void> {
    for (const document of documents) {
      const key = `${document.collection}/${document.id}`;
      const stored = this.documents.get(key);
      if (stored && stored.lastPosition >= document.lastPosition) continue;
      // As a disk would: what the caller does with the value afterwards does not reach it.
      const { text: _, ...plain } = document;
      this.documents.set(key, structuredClone(plain));
    }
    if (checkpoint && (!this.last || this.last.position <= checkpoint.position)) this.last = checkpoint;
    return Promise.resolve();
  }
}

async function* pages(documents: readonly StoredDocument[]): AsyncGenerator<readonly StoredDocument[]> {
  for (let start = 0; start < documents.length; start += PAGE) yield documents.slice(start, start + PAGE);
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
