import { byDocument, nameOf, placeOf, type DocumentFindings } from './by-document.js';
import { escaped } from './markup.js';
import type { CheckResult } from './result.js';

/** Lines that one test case tells; servers show the first of them. */
const MAX_FINDINGS = 50;
const MAX_MESSAGE = 500;
const MAX_PATH = 500;
/** Documents without a finding that are listed: 50,000 of them are 8 MB. */
const MAX_PASSED = 50_000;

/**
 * The result as JUnit XML, in the shape that Jenkins, GitLab and others read: a test case for each document, failed where something of it is held back, an
 * error for each item that could not be read; with a floor one more that fails under it.
 */
export function junitOf(result: CheckResult, { failUnder, at }: { failUnder: number | null; at: Date }): string {
  const documents = byDocument(result);
  const held = documents.filter(({ findings }) => findings.length > 0);
  const passed = documents.filter(({ findings }) => findings.length === 0).slice(0, MAX_PASSED);
  const leftOut = documents.length - held.length - passed.length;
  const under = failUnder !== null && result.health < failUnder;
  const counts = `tests="${held.length + passed.length + result.failures.length + (failUnder === null ? 0 : 1)}" failures="${held.length + (under ? 1 : 0)}" errors="${result.failures.length}" skipped="0" time="0"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="winnow check" ${counts}>`,
    `  <testsuite name="winnow check" ${counts} timestamp="${at.toISOString().slice(0, 19)}">`,
    '    <properties>',
    `      <property name="health" value="${result.health}"/>`,
    ...(leftOut === 0 ? [] : [`      <property name="accepted documents left out" value="${leftOut}"/>`]),
    '    </properties>',
    ...(failUnder === null ? [] : healthCase(result, failUnder, under)),
    ...result.failures.flatMap(({ path, stage, code, message }) => [
      `    <testcase ${attributesOf(path, path)}>`,
      `      <error type="${escaped(code, MAX_PATH)}" message="${escaped(`${code} (${stage}): ${message}`, MAX_MESSAGE)}"/>`,
      '    </testcase>',
    ]),
    ...held.flatMap(heldCase),
    ...passed.map((document) => `    <testcase ${attributesOf(nameOf(document), document.path)}/>`),
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

function healthCase({ health, chunks }: CheckResult, failUnder: number, under: boolean): string[] {
  const name = `    <testcase classname="winnow" name="health of at least ${failUnder} %" time="0"`;
  if (!under) return [`${name}/>`];
  return [`${name}>`, `      <failure type="check-failed" message="health ${health} %: ${chunks.accepted} of ${chunks.total} chunks accepted"/>`, '    </testcase>'];
}

function heldCase(document: DocumentFindings): string[] {
  const { findings } = document;
  const [first] = findings;
  const more = findings.length > MAX_FINDINGS ? [`and ${findings.length - MAX_FINDINGS} more`] : [];
  const lines = findings.slice(0, MAX_FINDINGS).map((finding) => escaped(`${[placeOf(finding), finding.severity, finding.rule].filter((part) => part !== '').join(' ')}: ${finding.message}`, MAX_MESSAGE));
  return [
    `    <testcase ${attributesOf(nameOf(document), document.path)}>`,
    `      <failure type="${escaped(first?.rule ?? '', MAX_PATH)}" message="${escaped(`${first?.rule ?? ''}: ${first?.message ?? ''}`, MAX_MESSAGE)}">${[...lines, ...more].join('\n')}</failure>`,
    '    </testcase>',
  ];
}

/** Servers take what stands before the last dot of `classname` for a package: folders become packages, and dots of their own are none. */
function attributesOf(name: string, path: string): string {
  const folder = path.split('/').slice(0, -1).map((part) => part.replaceAll('.', '_')).filter((part) => part !== '');
  return `classname="${escaped(['winnow', ...folder].join('.'), MAX_PATH)}" name="${escaped(name, MAX_PATH)}" file="${escaped(path, MAX_PATH)}" time="0"`;
}
