import { stringify } from 'csv-stringify/sync';

/**
 * One line of CSV (RFC 4180, but for `\n` at its end, which `print` puts there). A cell that a spreadsheet would take for a formula gets an apostrophe before it: reasons, names and
 * paths are written by others.
 */
export function csvLine(cells: readonly (string | number | null)[]): string {
  return stringify([[...cells]], { escape_formulas: true, record_delimiter: '', quoted_match: /[\r\n\t]/u });
}
