/** Why nothing is exported. */
export const EXPORT_PROBLEMS = {
  'export-folder-in-use': {
    text: 'The folder holds something else than an earlier export of the same format',
    remedy: 'Name another folder with --to.',
  },
  'export-folder-unusable': {
    text: 'The folder cannot be made or written to',
    remedy: 'Name a folder that you may write to with --to.',
  },
} as const;

/** Nothing was exported; the message says what to do. */
export class ExportRefusedError extends Error {
  override readonly name = 'ExportRefusedError';
  constructor(
    readonly code: keyof typeof EXPORT_PROBLEMS,
    detail: string,
  ) {
    super(`${detail}. ${EXPORT_PROBLEMS[code].remedy}`);
  }
}
