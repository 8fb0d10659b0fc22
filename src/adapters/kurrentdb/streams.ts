import { cohortStream, patientStream } from '../../events/index.js';
import { LOG_STREAM } from '../../provenance/index.js';
import type { StreamFilter } from './client.js';

/** The server searches windows of so many events for ours, and after some tells how far it got. */
const SEARCH = 32;

/** Beginnings of the streams that hold events of a patient, or of a cohort. */
const BEGINNINGS = [patientStream(''), cohortStream('')] as const;

/** The streams that hold events, for the server to choose from all it has. */
export const ourStreams = (prefix: string): StreamFilter => ({
  filterOn: 'streamName',
  prefixes: [...BEGINNINGS, LOG_STREAM].map((beginning) => prefix + beginning),
  checkpointInterval: 10,
  maxSearchWindow: SEARCH,
});

/** The server knows beginnings of names only, and somebody's `logins` begins like our `log`. */
export const isOurs = (streamId: string, prefix: string): boolean =>
  BEGINNINGS.some((beginning) => streamId.startsWith(prefix + beginning)) || streamId === prefix + LOG_STREAM;
