import { patientStream, type RecordedEvent } from '../../events/index.js';
import { IntegrityError } from '../../ports/index.js';
import { CONTENT_DOMAIN, HEADER_DOMAIN, SALT_BYTES, checkLeaf, openEvent, type KeyOf } from '../../provenance/index.js';

/** Events that are read at once: memory stays constant however long the log is. */
export const PAGE = 1_000;

/** An event as it was read, not checked yet. */
export interface Row {
  readonly position: number;
  readonly stream: string;
  readonly revision: number;
  readonly id: string;
  readonly type: string;
  /** Of the whole page. Buffers of an event's own are made when it is opened: a thousand that live together cost more. */
  readonly bytes: Buffer;
  /** Where in them its own begin: the hashed header, the hashed content with both classes, the leaf. */
  readonly headerAt: number;
  readonly contentAt: number;
  /** Bytes of each class; null where it is absent. */
  readonly clinical: number | null;
  readonly identity: number | null;
  readonly leafAt: number;
  /** Null where the leaf is missing. */
  readonly leaf: number | null;
}

/**
 * The statement that reads a page as two values: the columns, and all bytes end to end, those that are hashed together in
 * one piece. To make a Buffer of every blob takes longer than to read them, and to copy them together as long again.
 * @param which WHERE and ORDER BY, with `e` for the events
 */
export const pageOf = (which: string): string => `
  SELECT json_group_array(json_array(position, stream, revision, id, type, octet_length(header), length(clinical),
      length(identity), octet_length(leaf))),
    CAST(group_concat('${HEADER_DOMAIN}' || header_salt || header || '${CONTENT_DOMAIN}' || content_salt ||
      ifnull(clinical, '') || ifnull(identity, '') || ifnull(leaf, ''), '') AS BLOB)
  FROM (SELECT e.*, leaf FROM events e LEFT JOIN leaves USING (position) ${which} LIMIT ${PAGE})`;

type Columns = readonly [
  position: number,
  stream: string,
  revision: number,
  id: string,
  type: string,
  header: number,
  clinical: number | null,
  identity: number | null,
  leaf: number | null,
];

/** Domain and salt before the header, and before the classes. */
const HEADER_BYTES = HEADER_DOMAIN.length + SALT_BYTES;
const CONTENT_BYTES = CONTENT_DOMAIN.length + SALT_BYTES;

/** The rows of what {@link pageOf} reads. */
export function rowsOf([columns, bytes]: readonly [columns: string, bytes: Buffer | null]): readonly Row[] {
  if (!bytes) return [];
  let end = 0;
  return (JSON.parse(columns) as readonly Columns[]).map(
    ([position, stream, revision, id, type, header, clinical, identity, leaf]) => {
      const headerAt = end;
      const contentAt = headerAt + HEADER_BYTES + header;
      const leafAt = contentAt + CONTENT_BYTES + (clinical ?? 0) + (identity ?? 0);
      end = leafAt + (leaf ?? 0);
      return { position, stream, revision, id, type, bytes, headerAt, contentAt, clinical, identity, leafAt, leaf };
    },
  );
}

/** The sealed class of a row. */
export const identityOf = ({ bytes, identity, leafAt }: Row): Buffer | null =>
  identity === null ? null : bytes.subarray(leafAt - identity, leafAt);

/** The event of a row. @throws IntegrityError where it is not as its leaf says, or its columns are not as its header says */
export function eventOf(row: Row, keyOf?: KeyOf): RecordedEvent {
  const { position, id, bytes, headerAt, contentAt, clinical, leafAt, leaf } = row;
  if (leaf === null) throw new IntegrityError(position, 'its leaf is missing');
  const hashed = { header: bytes.subarray(headerAt, contentAt), content: bytes.subarray(contentAt, leafAt) };
  const hc = checkLeaf(hashed, bytes.toString('utf8', leafAt, leafAt + leaf), id, position);
  const classesAt = contentAt + CONTENT_BYTES;
  const stored = {
    header: bytes.toString('utf8', headerAt + HEADER_BYTES, contentAt),
    clinical: clinical === null ? null : bytes.subarray(classesAt, classesAt + clinical),
    identity: keyOf ? identityOf(row) : null,
  };
  const event = openEvent(stored, position, keyOf && { hc: Buffer.from(hc, 'base64url'), keyOf });
  if (!standsWhereItSays(event, row)) throw new IntegrityError(position, 'its columns differ from its header');
  return event;
}

/** An altered column would put the event into the record of another patient, or into another order. */
const standsWhereItSays = ({ id, type, revision, patientId }: RecordedEvent, row: Row): boolean =>
  id === row.id &&
  type === row.type &&
  revision === row.revision &&
  (patientId === undefined || row.stream === patientStream(patientId));
