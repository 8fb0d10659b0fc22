import {
  ReadModels,
  type Building,
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
  building: Building | null = null;

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

  write(documents: readonly StoredDocument[], reached: Checkpoint | Building | null): Promise<void> {
    for (const document of documents) {
      const key = `${document.collection}/${document.id}`;
      const stored = this.documents.get(key);
      if (stored && stored.lastPosition >= document.lastPosition) continue;
      // As a disk would: what the caller does with the value afterwards does not reach it.
      const { text: _, ...plain } = document;
      this.documents.set(key, structuredClone(plain));
    }
    if (reached && 'goal' in reached) this.building = reached;
    else if (reached && (!this.last || this.last.position <= reached.position)) this.last = reached;
    return Promise.resolve();
  }
}

async function* pages(documents: readonly StoredDocument[]): AsyncGenerator<readonly StoredDocument[]> {
  for (let start = 0; start < documents.length; start += PAGE) yield documents.slice(start, start + PAGE);
}

/** Read models that live as long as the process. */
export class MemoryReadModels extends ReadModels {
  private current: Generation = new MemoryGeneration();
  private next: MemoryGeneration | null = null;

  live(): Promise<Generation> {
    return Promise.resolve(this.current);
  }

  unfinished(): Promise<{ readonly generation: Generation; readonly building: Building } | null> {
    const { next } = this;
    return Promise.resolve(next?.building ? { generation: next, building: next.building } : null);
  }

  begin(): Promise<Generation> {
    this.next = new MemoryGeneration();
    return Promise.resolve(this.next);
  }

  switchTo(generation: Generation): Promise<void> {
    this.current = generation;
    this.next = null;
    return Promise.resolve();
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
