import type { LogPage, PageColumns } from '../../ports/index.js';
import { CONTENT_DOMAIN, HEADER_DOMAIN, LEAF_DOMAIN, TILE_WIDTH } from '../../provenance/index.js';

const hex = (domain: string): string => Buffer.from(domain, 'latin1').toString('hex');

/**
 * The statement that reads the events of a tile as three values: the columns, all bytes end to end, those that are hashed
 * together in one piece, and the tile. Beside a Buffer for every blob this takes a third of the time. In the order of the
 * positions, as the table is read along its key; who judges the page looks that it is so.
 */
export const LOG_PAGE = `
  SELECT json_group_array(json_array(e.position, stream, revision, id, type, patient_id, recorded_at, octet_length(header),
      length(clinical), length(identity), octet_length(leaf))),
    CAST(group_concat(concat(x'${hex(HEADER_DOMAIN)}', header_salt, header, x'${hex(CONTENT_DOMAIN)}', content_salt,
      clinical, identity, x'${hex(LEAF_DOMAIN)}', leaf), '') AS BLOB),
    (SELECT hashes FROM tiles WHERE level = 0 AND n = :n)
  FROM events e CROSS JOIN leaves l ON l.position = e.position
  WHERE e.position BETWEEN :n * ${TILE_WIDTH} AND :n * ${TILE_WIDTH} + ${TILE_WIDTH - 1}`;

/** The page of what {@link LOG_PAGE} reads. */
export const logPageOf = ([columns, bytes, tile]: readonly [
  columns: string,
  bytes: Buffer | null,
  tile: Buffer | null,
]): LogPage => ({ events: JSON.parse(columns) as readonly PageColumns[], bytes: bytes ?? Buffer.alloc(0), tile });
