const PAGES = import.meta.glob<string>('../../../docs/rules/*/*.md', { query: '?raw', import: 'default', eager: true });

/** A rule of somebody's own block has no page here. */
export function pageOf(rule: string): string {
  return PAGES[`../../../docs/rules/${rule}.md`] ?? 'This rule has no page in the documentation of Winnow: it comes from a block of your own.';
}
