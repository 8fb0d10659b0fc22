/** Results of analyses as JSON, each under the id in its manifest: the same id is the same result. */
export abstract class Results {
  /** Keeps a result, durably. @returns false where one is kept under that id already, which stays */
  abstract keep(id: string, json: string): Promise<boolean>;
  /** Null where none is kept. */
  abstract find(id: string): Promise<string | null>;
}
