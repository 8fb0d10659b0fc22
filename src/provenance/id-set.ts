import { hash } from 'node:crypto';

/** Words of 32 bits of an id's print. */
export const PRINT_WORDS = 3;
const FIRST_SLOTS = 1 << 10;

/**
 * What an event's id is known by within its stream: 96 bits of SHA-256. That two of ten million have the same by chance is
 * one in 10^15, and nobody can make an id with the print of another.
 * @param into where its words go, from `at` on
 */
export function putPrint(stream: string, id: string, into: Uint32Array, at: number): void {
  // As a text of bytes: a Buffer for each takes twice the time.
  const sum = hash('sha256', `${stream.length}:${stream}${id}`, 'binary');
  for (let word = 0; word < PRINT_WORDS; word += 1) {
    const from = 4 * word;
    into[at + word] =
      sum.charCodeAt(from) |
      (sum.charCodeAt(from + 1) << 8) |
      (sum.charCodeAt(from + 2) << 16) |
      (sum.charCodeAt(from + 3) << 24);
  }
}

/** The print alone. */
export function printOf(stream: string, id: string): Uint32Array {
  const print = new Uint32Array(PRINT_WORDS);
  putPrint(stream, id, print, 0);
  return print;
}

/** Ids of a log by their prints, 12 bytes each in one table: ten million take 200 MB, where strings in sets take 1.5 GB. */
export class IdSet {
  private slots = new Uint32Array(FIRST_SLOTS * PRINT_WORDS);
  private size = 0;

  has(prints: Uint32Array, at = 0): boolean {
    return this.holds(this.slotOf(prints, at));
  }

  add(prints: Uint32Array, at = 0): void {
    const slot = this.slotOf(prints, at);
    if (this.holds(slot)) return;
    for (let word = 0; word < PRINT_WORDS; word += 1) this.slots[slot + word] = prints[at + word] ?? 0;
    this.size += 1;
    if (4 * PRINT_WORDS * this.size > 3 * this.slots.length) this.grow();
  }

  /** Where the print stands, or would stand: the next free place from the one that its first word names. */
  private slotOf(prints: Uint32Array, at: number): number {
    const { slots } = this;
    let slot = ((prints[at] ?? 0) & (slots.length / PRINT_WORDS - 1)) * PRINT_WORDS;
    while (
      this.holds(slot) &&
      (slots[slot] !== prints[at] || slots[slot + 1] !== prints[at + 1] || slots[slot + 2] !== prints[at + 2])
    )
      slot = (slot + PRINT_WORDS) % slots.length;
    return slot;
  }

  private holds(slot: number): boolean {
    const { slots } = this;
    return slots[slot] !== 0 || slots[slot + 1] !== 0 || slots[slot + 2] !== 0;
  }

  private grow(): void {
    const old = this.slots;
    this.slots = new Uint32Array(2 * old.length);
    this.size = 0;
    for (let slot = 0; slot < old.length; slot += PRINT_WORDS) {
      if (old[slot] !== 0 || old[slot + 1] !== 0 || old[slot + 2] !== 0) this.add(old, slot);
    }
  }
}
