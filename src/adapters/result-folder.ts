import { randomUUID } from 'node:crypto';
import { link, mkdir, open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Results } from '../ports/index.js';

/** Results as files of a folder, `ID.json`: there to be copied, mailed and compared. */
export class ResultFolder extends Results {
  constructor(private readonly folder: string) {
    super();
  }

  async keep(id: string, json: string): Promise<boolean> {
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    const draft = join(this.folder, `.${randomUUID()}`);
    const file = await open(draft, 'wx', 0o600);
    try {
      await file.writeFile(json);
      await file.sync();
    } finally {
      await file.close();
    }
    try {
      // A link, unlike a renaming, leaves a file that is there already.
      await link(draft, this.pathOf(id));
      return true;
    } catch (error) {
      if (isErrno(error, 'EEXIST')) return false;
      throw error;
    } finally {
      await rm(draft);
    }
  }

  async find(id: string): Promise<string | null> {
    if (!RESULT_ID.test(id)) return null;
    try {
      return await readFile(this.pathOf(id), 'utf8');
    } catch (error) {
      if (isErrno(error, 'ENOENT')) return null;
      throw error;
    }
  }

  private pathOf(id: string): string {
    if (!RESULT_ID.test(id)) throw new RangeError('not the id of a result');
    return join(this.folder, `${id}.json`);
  }
}

const RESULT_ID = /^[0-9a-f]{32}$/;

const isErrno = (error: unknown, code: string): boolean => (error as NodeJS.ErrnoException | null)?.code === code;
