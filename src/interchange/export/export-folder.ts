import { createHash } from 'node:crypto';
import { constants, createReadStream } from 'node:fs';
import { access, mkdir, mkdtemp, open, readdir, readFile, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { isObject } from '../schema-check.js';
import { ExportRefusedError } from './export-refused.js';

/** Where the rows of one file go. */
export interface RowSink<Row> {
  write(rows: readonly Row[]): Promise<void>;
  close(): Promise<void>;
}

/** A file of an export, as its manifest lists it. */
export interface ExportedFile {
  readonly path: string;
  readonly rows: number;
  readonly bytes: number;
  readonly sha256: string;
}

const MANIFEST = 'manifest.json';

/**
 * A folder that comes to be all at once: its files are written in a new folder beside it, which then takes its place.
 * An earlier export of the same format is replaced; whatever else lies there stays.
 */
export class ExportFolder {
  private constructor(
    private readonly folder: string,
    private readonly replaces: boolean,
    /** Where the files are written. */
    readonly draft: string,
  ) {}

  /** @throws ExportRefusedError where the folder holds something else, or cannot be made */
  static async at(path: string, format: string): Promise<ExportFolder> {
    const folder = resolve(path);
    const earlier = await filesIn(folder);
    if (earlier.length > 0 && !(await isExport(folder, earlier, format))) {
      throw new ExportRefusedError(
        'export-folder-in-use',
        `${path} holds something else than an earlier export as ${format}`,
      );
    }
    try {
      await mkdir(dirname(folder), { recursive: true });
      await access(dirname(folder), constants.W_OK);
      return new ExportFolder(
        folder,
        earlier.length > 0,
        await mkdtemp(join(dirname(folder), `.${basename(folder)}-`)),
      );
    } catch (error) {
      throw unusable(path, error);
    }
  }

  path(name: string): string {
    return join(this.draft, name);
  }

  /** What a finished file holds, once its bytes are on the disk. */
  async sealed(name: string, rows: number): Promise<ExportedFile> {
    const file = await open(this.path(name), 'r+');
    await file.sync();
    await file.close();
    const hash = createHash('sha256');
    let bytes = 0;
    for await (const chunk of createReadStream(this.path(name)) as AsyncIterable<Buffer>) {
      hash.update(chunk);
      bytes += chunk.length;
    }
    return { path: name, rows, bytes, sha256: hash.digest('hex') };
  }

  async writeJson(name: string, value: unknown): Promise<void> {
    await writeFile(this.path(name), `${JSON.stringify(value, null, 2)}\n`, { flush: true });
  }

  /** Puts the files in place, the manifest among them. */
  async finish(manifest: object): Promise<void> {
    await this.writeJson(MANIFEST, manifest);
    const replaced = `${this.draft}.replaced`;
    if (this.replaces) await rename(this.folder, replaced);
    // An empty folder may lie in the way, which not every system lets a rename replace.
    else await rmdir(this.folder).catch(() => undefined);
    await rename(this.draft, this.folder);
    await rm(replaced, { recursive: true, force: true });
  }

  /** Leaves no trace of what was begun. */
  async abandon(): Promise<void> {
    await rm(this.draft, { recursive: true, force: true });
  }
}

async function filesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw unusable(folder, error);
  }
}

const unusable = (path: string, error: unknown): ExportRefusedError =>
  new ExportRefusedError(
    'export-folder-unusable',
    `${path} cannot be used (${(error as NodeJS.ErrnoException).code ?? String(error)})`,
  );

/** Whether the folder holds an export of that format, and not one file more. */
async function isExport(folder: string, names: readonly string[], format: string): Promise<boolean> {
  if (!names.includes(MANIFEST)) return false;
  const manifest: unknown = await readFile(join(folder, MANIFEST), 'utf8')
    .then(JSON.parse)
    .catch(() => null);
  if (!isObject(manifest) || manifest['format'] !== format || !Array.isArray(manifest['files'])) return false;
  const listed = manifest['files'].map((file: unknown) => (isObject(file) ? file['path'] : null));
  return names.every((name) => [...listed, MANIFEST, 'schema.json'].includes(name));
}
