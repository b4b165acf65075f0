/** Characters of a text's hash that are indexed: 64 bits tell texts apart well enough to find them, in a third of the room. */
export const INDEXED = 16;

/** Of a placement's text, what tells releases of a chunk apart. */
export const releasedText = (placement: string): string => `substr(${placement}.content_hash, 1, 32)`;

/** That two columns hold the hash of one text. The index of placements serves the first one. */
export const isText = (column: string, other: string): string => `substr(${column}, 1, ${INDEXED}) = substr(${other}, 1, ${INDEXED}) AND ${column} = ${other}`;

/** That a column of placements holds one of the hashes in a JSON list. The list is bound to a numbered parameter. */
export const isTextOf = (column: string, parameter: `?${number}`): string =>
  `substr(${column}, 1, ${INDEXED}) IN (SELECT substr(value, 1, ${INDEXED}) FROM json_each(${parameter})) AND ${column} IN (SELECT value FROM json_each(${parameter}))`;
