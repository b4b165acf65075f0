/** A made-up page of a made-up company. */
export const LEAVE = [
  'Last updated: 3 May 2024. Every employee is entitled to thirty days of paid leave in a calendar year, and leave is included in the yearly plan of each team.',
  'Whoever wants to take leave must ask the line manager as early as they can, at the latest four weeks ahead, and enter the days in Horizon once the manager has agreed.',
  'Days that were not taken can be carried over into the next year; they lapse on 31 March 2025 unless the manager and the people team agree on a later date in writing.',
  'Sick leave is another matter: call the front desk before 10:30 on the first morning, and send the certificate by the third day so that payroll can file it with the insurer.',
  'Parents find the rules for parental leave in a page of its own, and so do colleagues who plan a sabbatical or look after a relative at home. Page 3 of 10',
].join(' ');

/** `count` made-up words, the same for the same seed. */
export function passage(seed: number, count: number): string {
  let state = seed * 2_654_435_761;
  const next = (): number => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9) | 0;
    return (state ^ (state >>> 13)) >>> 0;
  };
  const syllables = ['ba', 'ke', 'lo', 'mi', 'nu', 'pa', 're', 'so', 'ti', 'vu', 'wa', 'ze'];
  const word = (): string => Array.from({ length: 3 }, () => syllables[next() % syllables.length] ?? 'ba').join('');
  return Array.from({ length: count }, word).join(' ');
}
