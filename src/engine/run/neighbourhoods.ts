/**
 * Nodes in an order in which those that are pairs stand near each other: breadth first over the pairs, the lowest first (Cuthill and McKee, ACM National
 * Conference 1969, without their order by degree). What was prepared for one pair then serves the next ones before it is forgotten.
 */
export function inNeighbourhoods(nodes: readonly number[], partners: ReadonlyMap<number, readonly number[]>): number[] {
  const waiting = new Set([...nodes].sort((a, b) => a - b));
  const ordered: number[] = [];
  for (const first of waiting) {
    waiting.delete(first);
    const from = ordered.length;
    ordered.push(first);
    for (let at = from; at < ordered.length; at += 1) {
      for (const partner of partners.get(ordered[at] ?? -1) ?? []) {
        if (!waiting.delete(partner)) continue;
        ordered.push(partner);
      }
    }
  }
  return ordered;
}
