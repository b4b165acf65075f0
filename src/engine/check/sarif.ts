import type { Severity } from '../../core/index.js';
import type { CheckFinding, CheckResult } from './result.js';

const LEVEL: Readonly<Record<Severity, 'note' | 'warning' | 'error'>> = { info: 'note', warning: 'warning', error: 'error' };

/** A URI reference for a path relative to the working directory. */
const uriOfPath = (path: string): string => path.split('/').map(encodeURIComponent).join('/');

/**
 * The result as SARIF 2.1.0 (OASIS). Rules name their docs page in `help`; `helpUri` would have to be absolute (3.49.12).
 * Paths are relative to the working directory (`%SRCROOT%`).
 */
export function sarifOf(result: CheckResult, tool: { readonly version: string }): object {
  const rules = [...new Set(result.findings.map(({ rule }) => rule))].sort();
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [{
      tool: { driver: { name: 'winnow', version: tool.version, rules: rules.map(ruleOf) } },
      columnKind: 'utf16CodeUnits',
      invocations: [{ executionSuccessful: result.failures.length === 0, toolExecutionNotifications: result.failures.map(notificationOf) }],
      results: result.findings.map((finding) => resultOf(finding, rules.indexOf(finding.rule))),
    }],
  };
}

const ruleOf = (id: string): object => ({ id, shortDescription: { text: id }, help: { text: `docs/rules/${id}.md` } });

function resultOf(finding: CheckFinding, ruleIndex: number): object {
  return {
    ruleId: finding.rule, ruleIndex, level: LEVEL[finding.severity], message: { text: finding.message },
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
    level: 'error', message: { text: failure.message }, descriptor: { id: failure.code },
    locations: [{ physicalLocation: { artifactLocation: { uri: uriOfPath(failure.path), uriBaseId: '%SRCROOT%' } } }],
  };
}
