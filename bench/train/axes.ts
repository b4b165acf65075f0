/**
 * Rows turned onto their `count` principal axes after the mean and the first axis are taken off (Mu and Viswanath, "All-but-the-Top", 2018: the mean and the
 * first directions of word vectors say how frequent a word is, not what it means). Axes by orthogonal iteration on the covariance matrix.
 */
export function principalAxes(rows: readonly Float64Array[], count: number): Float64Array[] {
  const size = rows[0]?.length ?? 0;
  const unit = rows.map((row) => scaled(row, 1 / (Math.hypot(...row) || 1)));
  const mean = new Float64Array(size);
  for (const row of unit) for (let at = 0; at < size; at += 1) mean[at]! += row[at]! / unit.length;
  const centred = unit.map((row) => row.map((value, at) => value - mean[at]!));
  const covariance = Array.from({ length: size }, () => new Float64Array(size));
  for (const row of centred) for (let i = 0; i < size; i += 1) for (let j = 0; j < size; j += 1) covariance[i]![j]! += row[i]! * row[j]!;
  let axes = Array.from({ length: Math.min(size, count + 1) }, (_, axis) => Float64Array.from({ length: size }, (_unused, at) => (at === axis ? 1 : 1e-3 * ((at * 7 + axis * 13) % 11))));
  for (let round = 0; round < 60; round += 1) axes = orthonormal(axes.map((axis) => covariance.map((line) => dot(line, axis))).map((axis) => Float64Array.from(axis)));
  return centred.map((row) => Float64Array.from(axes.slice(1), (axis) => dot(row, axis)));
}

const dot = (a: Float64Array, b: Float64Array): number => a.reduce((sum, value, at) => sum + value * b[at]!, 0);
const scaled = (a: Float64Array, by: number): Float64Array<ArrayBuffer> => a.map((value) => value * by);

function orthonormal(axes: readonly Float64Array<ArrayBuffer>[]): Float64Array<ArrayBuffer>[] {
  const done: Float64Array<ArrayBuffer>[] = [];
  for (const axis of axes) {
    let rest = axis;
    for (const before of done) {
      const along = dot(rest, before);
      rest = rest.map((value, at) => value - along * before[at]!);
    }
    done.push(scaled(rest, 1 / (Math.hypot(...rest) || 1)));
  }
  return done;
}
