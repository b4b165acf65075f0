/**
 * CPU milliseconds of this test process, its threads included. Work on hostile text is bounded in it, not on the clock: what else the
 * machine does must not fail a test, and quadratic work costs minutes in either.
 */
export function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
