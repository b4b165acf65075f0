import { safeIndex, type Severity } from '../../core/index.js';
import type { CheckFinding, CheckResult } from './result.js';

const LEVEL: Readonly<Record<Severity, 'note' | 'warning' | 'error'>> = { info: 'note', warning: 'warning', error: 'error' };

/** GitHub refuses a run with more (https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning). */
const MAX_RESULTS = 25_000;
/** 25,000 of them stay under the 10 MB that it takes compressed. */
const MAX_MESSAGE_CHARS = 2000;
const RANK: Readonly<Record<Severity, number>> = { error: 0, warning: 1, info: 2 };

/** A URI reference for a path relative to the working directory. */
const uriOfPath = (path: string): string => path.split('/').map(encodeURIComponent).join('/');

/**
 * The result as SARIF 2.1.0 (OASIS). Rules name their docs page in `help`; `helpUri` would have to be absolute (3.49.12).
 * Paths are relative to the working directory (`%SRCROOT%`).
 */
export function sarifOf(result: CheckResult, tool: { readonly version: string }): object {
  const findings = mostSevere(result.findings);
  const leftOut = result.findings.length - findings.length;
  const rules = [...new Set(findings.map(({ rule }) => rule))].sort();
  const notifications = [...result.failures.map(notificationOf), ...(leftOut === 0 ? [] : [{ level: 'warning', message: { text: `${leftOut} findings are left out: at most ${MAX_RESULTS} are taken.` } }])];
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [{
      tool: { driver: { name: 'winnow', version: tool.version, rules: rules.map(ruleOf) } },
      columnKind: 'utf16CodeUnits',
      invocations: [{ executionSuccessful: result.failures.length === 0, toolExecutionNotifications: notifications }],
      results: findings.map((finding) => resultOf(finding, rules.indexOf(finding.rule))),
    }],
  };
}

/** As many as are taken, in their order. */
function mostSevere(findings: readonly CheckFinding[]): readonly CheckFinding[] {
  if (findings.length <= MAX_RESULTS) return findings;
  const kept = new Set(findings.toSorted((a, b) => RANK[a.severity] - RANK[b.severity]).slice(0, MAX_RESULTS));
  return findings.filter((finding) => kept.has(finding));
}

const shortened = (text: string): string => (text.length <= MAX_MESSAGE_CHARS ? text : `${text.slice(0, safeIndex(text, MAX_MESSAGE_CHARS - 1))}…`);

const ruleOf = (id: string): object => ({ id, shortDescription: { text: id }, help: { text: `docs/rules/${id}.md` } });

function resultOf(finding: CheckFinding, ruleIndex: number): object {
  return {
    ruleId: finding.rule, ruleIndex, level: LEVEL[finding.severity], message: { text: shortened(finding.message) },
    locations: [{
      physicalLocation: {
        artifactLocation: { uri: uriOfPath(finding.path), uriBaseId: '%SRCROOT%' },
        ...(finding.region === null ? {} : { region: finding.region }),
      },
      ...(finding.record === null ? {} : { logicalLocations: [{ name: finding.record, kind: 'member' }] }),
    }],
  };
}

function notificationOf(failure: CheckResult['failures'][number]): object {
  return {
    level: 'error', message: { text: shortened(failure.message) }, descriptor: { id: failure.code },
    locations: [{ physicalLocation: { artifactLocation: { uri: uriOfPath(failure.path), uriBaseId: '%SRCROOT%' } } }],
  };
}
