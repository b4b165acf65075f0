/** What kind of work a stage is, whatever it works on: few, and the same in every pipeline. */
export type StageKind = 'read' | 'score' | 'index' | 'join' | 'judge' | 'decide' | 'publish' | 'embed' | 'export' | 'verify' | 'prune' | 'other';

export interface StageOf {
  readonly kind: StageKind;
  /** The source, scorer, join, model or target that it works on; `''` = none in particular. */
  readonly of: string;
}

/** Stages are named for people. No name of a source or target holds a blank, so that the words around it tell the kind. */
const NAMES: readonly (readonly [StageKind, RegExp])[] = [
  ['verify', /^reading (\S+) back$/u], ['verify', /^(?:looking at|verifying) (\S+)$/u], ['read', /^reading (.+)$/u], ['score', /^scoring (.+)$/u], ['index', /^indexing for (.+)$/u], ['join', /^joining (.+)$/u],
  ['judge', /^judging (.+)$/u], ['decide', /^deciding$/u], ['publish', /^publishing$/u], ['embed', /^embedding by (.+)$/u], ['export', /^exporting (.+)$/u], ['prune', /^dropping old generations$/u],
];

export function stageOf(name: string): StageOf {
  for (const [kind, pattern] of NAMES) {
    const found = pattern.exec(name);
    if (found !== null) return { kind, of: found[1] ?? '' };
  }
  return { kind: 'other', of: '' };
}
