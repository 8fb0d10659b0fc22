import { createHash } from 'node:crypto';
import { databaseUrl } from '../contracts/service-url.js';

/**
 * Stores that lie in servers, by the variables that name these; none where the suite runs over the embedded ones. See
 * jest.config.mjs.
 */
const { E2E_OVER = [] } = globalThis as { readonly E2E_OVER?: readonly string[] };

/** Whether the log lies in the data folder, for what can be seen there alone. */
export const LOG_IN_FOLDER = !E2E_OVER.includes('EVENT_STORE_URL');

/** The settings of the stores of a data folder, which has a log and read models of its own; the same at every call. */
export function storesOf(dataFolder: string): Record<string, string> {
  const name = `hepatrace_e2e_${process.env['E2E_RUN']}_${createHash('sha256').update(dataFolder).digest('hex').slice(0, 12)}`;
  return Object.fromEntries(
    E2E_OVER.map((variable) => {
      const url = process.env[variable] ?? '';
      if (variable === 'READ_MODELS_URL') return [variable, databaseUrl(url, name)];
      return [variable, `${url}${url.includes('?') ? '&' : '?'}streamPrefix=${name}-`];
    }),
  );
}
