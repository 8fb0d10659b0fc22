/** Work on one stream, one after the other: who waits here need not lose against the server and try again. */
export class Turns {
  private readonly last = new Map<string, Promise<unknown>>();

  take<T>(stream: string, work: () => Promise<T>): Promise<T> {
    const mine = (this.last.get(stream) ?? Promise.resolve()).then(work);
    const settled: Promise<unknown> = mine
      .catch(() => undefined)
      .finally(() => {
        if (this.last.get(stream) === settled) this.last.delete(stream);
      });
    this.last.set(stream, settled);
    return mine;
  }

  async done(): Promise<void> {
    await Promise.all(this.last.values());
  }
}
