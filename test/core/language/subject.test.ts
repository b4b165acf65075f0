import { describe, expect, test } from 'vitest';
import { namesIn } from '../../../src/core/language/names.js';
import { subjectKey, subjectOf, subjectsApart, type SubjectPlace } from '../../../src/core/language/index.js';
import { cpuMs } from '../../cpu-time.js';

const subject = (headingPath: string[], part: Partial<SubjectPlace> = {}) => subjectOf({ path: 'page.md', title: null, type: null, text: '', headingPath, ...part }, 'all');

describe('names in a heading', () => {
  test.each<[string, string[], boolean]>([
    ['async classmethod* from_existing(name, client=None)', ['async classmethod from_existing'], true],
    ['expire(key, ttl=None)', ['expire'], true],
    ['property name: str', ['property name'], true],
    ['model_config: ClassVar[ConfigDict] = {}', ['model_config'], true],
    ['spec.volumes[].claim.selector', ['spec.volumes[].claim.selector'], true],
    ['CF.ADD', ['cf.add'], true],
    ['max-connections', ['max-connections'], true],
    ['`git push`', ['git push'], true],
    ['ACL SETUSER', ['acl setuser'], false],
    ['GET /v1/users/{id}', ['get', '/v1/users/{id}'], false],
    ['Limits of `open(path)`', ['open'], false],
    ['2.1 Configure SSO for PostgreSQL', ['sso', 'postgresql'], false],
    ['Run with --dry-run', ['--dry-run'], false],
    ['Follow-up and sign-in, e.g. on v1.2.3', [], false],
    ['Note: important', [], false],
    ['File(s) to read', [], false],
    ['ANNUAL LEAVE POLICY OF THE COMPANY', [], false],
    ['', [], false],
  ])('%s', (heading, names, complete) => {
    expect(namesIn(heading)).toMatchObject({ names, complete });
  });
});

describe('subjects', () => {
  test.each<[string, string[], string[]]>([
    ['methods', ['Cache', 'expire(key)'], ['Cache', 'aexpire(key)']],
    ['modifiers of one method', ['drop(keys)'], ['async drop(keys)']],
    ['commands above the same heading', ['GETDEL', 'Return information'], ['ACL DELUSER', 'Return information']],
    ['endpoints', ['GET /users', 'Errors'], ['GET /teams', 'Errors']],
    ['one word of a heading above', ['Change a password', 'Permissions'], ['Add a password', 'Permissions']],
    ['the same words around another name', ['How `push` works'], ['How `pull` works']],
    ['products', ['Install WidgetSync'], ['Install WidgetMail']],
  ])('apart: %s', (_what, a, b) => {
    expect(subjectsApart(subject(a), subject(b))).not.toBeNull();
    expect(subjectsApart(subject(b), subject(a))).not.toBeNull();
    expect(subjectKey(subject(a))).not.toBe(subjectKey(subject(b)));
  });
  test.each<[string, string[], string[]]>([
    ['case, numbering and decoration', ['2. Install WidgetSync'], ['**Install WidgetSync**']],
    ['other words', ['Installing WidgetSync on a server'], ['How to set up WidgetMail']],
    ['a name on one side only', ['Install WidgetSync'], ['Install']],
    ['a name more', ['Install WidgetSync'], ['Install WidgetSync with SSO']],
    ['plain titles', ['Annual leave', 'Carry-over'], ['Leave rules of the company', 'Carry-over']],
    ['headings of another depth', ['GETDEL', 'Notes'], ['Commands', 'CF.ADD', 'Details', 'Notes']],
    ['a member that tells its subject alone', ['class Reader', 'name: str'], ['class Writer', 'name: str']],
  ])('not apart: %s', (_what, a, b) => {
    expect(subjectsApart(subject(a), subject(b))).toBeNull();
  });
  test('the title counts, a file name stands in for it, and its hyphens name nothing', () => {
    expect(subjectsApart(subject(['Errors'], { title: 'CF.ADD' }), subject(['Errors'], { title: 'TS.ADD' }))).not.toBeNull();
    expect(subjectsApart(subject(['Errors'], { path: 'commands/cf.add.md' }), subject(['Errors'], { path: 'commands/ts.add.md' }))).not.toBeNull();
    expect(subjectsApart(subject(['Errors'], { path: 'leave-policy.md' }), subject(['Errors'], { path: 'leave-policy-copy.md' }))).toBeNull();
    expect(subjectsApart(subject([], { title: 'Leave', path: 'a.md' }), subject([], { title: 'Leave', path: 'b_c.md' }))).toBeNull();
  });
  test('in reference documents titles and headings above name subjects in any words', () => {
    const [a, b] = [['Get alert states', 'URL parameters'], ['Rebalance database', 'URL parameters']] as const;
    expect(subjectsApart(subject([...a], { type: 'reference' }), subject([...b], { type: 'reference' }))).not.toBeNull();
    expect(subjectsApart(subject([...a]), subject([...b]))).toBeNull();
    expect(subjectsApart(subject(['Errors'], { type: 'reference', title: 'Users' }), subject(['Errors'], { type: 'reference', title: 'Users API' }))).toBeNull();
  });
  test('a folder of reference text tells more than a file name that suggests another type', () => {
    const [a, b] = [['Get shipment', 'Headers'], ['Update tariffs', 'Headers']] as const;
    expect(subjectsApart(subject([...a], { path: 'docs/references/requests/policy.md', type: 'policy' }), subject([...b], { path: 'docs/references/requests/carriers.md', type: 'reference' }))).not.toBeNull();
    expect(subjectsApart(subject([...a], { path: 'docs/preferences/policy.md', type: 'policy' }), subject([...b], { path: 'docs/preferences/carriers.md' }))).toBeNull();
  });
  test('"Get" that opens a heading is what is done; elsewhere it is a small word', () => {
    const reference = { type: 'reference' };
    expect(subjectsApart(subject(['Get a shipment', 'Parameters'], reference), subject(['Delete a shipment', 'Parameters'], reference))).not.toBeNull();
    expect(subjectsApart(subject(['Get a shipment', 'Parameters']), subject(['Delete a shipment', 'Parameters']))).not.toBeNull();
    expect(subjectsApart(subject(['How to get a badge', 'Fees']), subject(['How a badge works', 'Fees']))).toBeNull();
  });
  test('one word more in a heading above a section of reference text is another subject, in a title it is not', () => {
    const reference = { type: 'reference' };
    expect(subjectsApart(subject(['Get parcel status', 'Headers'], reference), subject(['Get status', 'Headers'], reference))).not.toBeNull();
    expect(subjectsApart(subject(['List all parcels', 'Headers'], reference), subject(['List parcels', 'Headers'], reference))).not.toBeNull();
    expect(subjectsApart(subject(['Get parcel status', 'Headers']), subject(['Get status', 'Headers']))).toBeNull();
    expect(subjectsApart(subject(['Headers'], { ...reference, title: 'Parcels' }), subject(['Headers'], { ...reference, title: 'Parcels API' }))).toBeNull();
    expect(subjectsApart(subject(['1. The parcel status', 'Headers'], reference), subject(['Parcel status', 'Headers'], reference))).toBeNull();
  });
  test('own headings of which one holds all words of the other leave it to those above', () => {
    const reference = { type: 'reference' };
    expect(subjectsApart(subject(['Cancel shipment', 'Headers'], reference), subject(['Update tariffs', 'Request headers'], reference))).not.toBeNull();
    expect(subjectsApart(subject(['Cancel shipment', 'Headers'], reference), subject(['Cancel shipment', 'Request headers'], reference))).toBeNull();
    expect(subjectsApart(subject(['Cancel shipment', 'Headers'], reference), subject(['Update tariffs', 'Fields'], reference))).toBeNull();
    expect(subjectsApart(subject(['Notes'], { title: 'CF.ADD' }), subject(['Release notes'], { title: 'TS.ADD' }))).not.toBeNull();
    expect(subjectsApart(subject(['Carry-over'], { title: 'Annual leave' }), subject(['Carry-over of days'], { title: 'Absence' }))).toBeNull();
  });
  test('plain pages have an empty key, so that copies of a footer stay one', () => {
    expect(subjectKey(subject(['Was this page helpful?'], { title: 'Annual leave', path: 'annual-leave.md' }))).toBe('');
  });
  test('hostile headings take no time', () => {
    const start = cpuMs();
    for (const text of ['`'.repeat(1e6), 'a.'.repeat(5e5), 'a_'.repeat(5e5), '('.repeat(1e6), '#'.repeat(1e6), 'async '.repeat(2e5), '](('.repeat(3e5), '--a'.repeat(3e5), 'aB'.repeat(5e5), '1.'.repeat(5e5)]) {
      const place = subject([text, text], { title: text, text: `# ${text}` });
      expect(subjectsApart(place, place)).toBeNull();
    }
    expect(cpuMs() - start).toBeLessThan(1000);
  });
});
