import { excerpt, type DocumentOutcome, type RuleId } from '../../core/index.js';
import type { GuardFinding } from './evaluate.js';
import type { Canary } from './settings.js';

/** What is unexpected of a document whose outcome is known. */
export function canaryFindings({ document, status, fired, silent, contains }: Canary, outcome: DocumentOutcome): GuardFinding[] {
  const finding = (seen: string, message: string): GuardFinding => ({ rule: 'guard/canary', source: document.slice(0, document.indexOf(':')), of: document, seen, before: null, past: [], z: null, message });
  const has = (rule: string): boolean => outcome.rules.includes(rule as RuleId);
  return [
    ...(status === undefined || status === outcome.status ? [] : [finding(outcome.status, `Unexpected outcome \`${outcome.status}\` of the canary \`${document}\`, expected \`${status}\``)]),
    ...fired.filter((rule) => !has(rule)).map((rule) => finding(outcome.status, `Unexpected silence of \`${rule}\` on the canary \`${document}\`, expected it to fire`)),
    ...silent.filter(has).map((rule) => finding(rule, `Unexpected \`${rule}\` on the canary \`${document}\`, expected it not to fire`)),
    ...(contains === undefined || (outcome.text ?? '').includes(contains) ? [] : [finding(excerpt(outcome.text ?? '', 60), `Unexpected lack of \`${excerpt(contains, 60)}\` in the text of the canary \`${document}\`, expected it to come out`)]),
  ];
}
