import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { versionClaims } from '../../../src/join/currency/claims.js';

/** `2.1 acmesync current` for each claim. */
const claimsIn = (text: string): string[] => versionClaims(text).map(({ version, product, state }) => [version.written, product ?? '-', state].join(' '));

describe('claims about the current version', () => {
  it.each([
    ['The latest stable version of Acme Sync is 2.1.', '2.1 acmesync'],
    ['Current version: 2.1', '2.1 -'],
    ['| Current version | v2.1 |', '2.1 -'],
    ['The current version is **Acme Sync 2.1**.', '2.1 acmesync'],
    ['Acme Sync 2.1 is the latest release.', '2.1 acmesync'],
    ['etcd v3.4 is currently the latest stable release.', '3.4 etcd'],
    ['### Latest Acme release is 1.18', '1.18 acme'],
    ['The latest Acme release is the v0.30 release series.', '0.30 acme'],
    ['In the most recent release (v0.12.0) there is a relay.', '0.12.0 -'],
    ['The newest release, version 5.x, needs no port.', '5 -'],
    ['Acme is currently at version 2.', '2 acme'],
    ['We currently run PostgreSQL 12 on all hosts.', '12 postgresql'],
    ['Acme-Sync 2.1 (latest)', '2.1 acmesync'],
    ['The latest version of the software is 2.', '2 -'],
    ['The current release is 2024.1.', '2024.1 -'],
    ['As of May 2019, the latest version of Acme is 2.', '2 acme'],
    ['Die aktuelle Version von Acme ist 2.1.', '2.1 acme'],
    ['La dernière version de Acme est la 2.1.', '2.1 acme'],
    ['La versión actual de Acme es la 3.2.', '3.2 acme'],
    ["L'ultima versione di Acme è la 3.2.", '3.2 acme'],
    ['A última versão do Acme é a 3.2.', '3.2 acme'],
    ['De nieuwste versie van Acme is 3.2.', '3.2 acme'],
    ['Najnowsza wersja to 3.2.', '3.2 -'],
    ['Последняя версия — 2.4', '2.4 -'],
    ['最新バージョンは2.1です。', '2.1 -'],
    ['Acmeの最新バージョンは2.1です。', '2.1 -'],
    ['当前版本是 2.1。', '2.1 -'],
    ['현재 버전은 2.1입니다.', '2.1 -'],
  ])('%s', (text, expected) => {
    expect(claimsIn(text)).toEqual([`${expected} current`]);
  });

  it.each(['The upcoming version 3 will bring a relay.', 'The forthcoming release 3 needs no port.', 'Version 3 will be the upcoming major release.'])('to come: %s', (text) => {
    expect(claimsIn(text)).toEqual(['3 - upcoming']);
  });

  it.each([
    'For example, when v3.5 is the current version, v3.4 is supported.',
    'If the latest version is 2.1, nothing has to be done.',
    'The current version costs 200 euros.',
    'The current version is 12 years old.',
    'The latest release was published on 12 May 2024.',
    'The latest version is available since 2019.',
    'The latest supported version is v1alpha2 as of now.',
    'We currently support 5 languages and use 3 offices.',
    'The current rate is 2.1 percent.',
    'Version 2.1 was the latest one at that time.',
    'Keep the latest version on 24/7, as it is current.',
  ])('none: %s', (text) => {
    expect(claimsIn(text)).toEqual([]);
  });

  it('gives the sentence, which slices back, and at most eight', () => {
    const text = `# Sync\n\nIt copies folders between offices. The latest version of Acme\nSync is **2.1**, which needs a port.\n\n${'The latest version is 3. '.repeat(20)}`;
    const claims = versionClaims(text);
    expect(claims).toHaveLength(8);
    expect(claims[0]?.quote).toBe('The latest version of Acme\nSync is **2.1**, which needs a port.');
    for (const { start, end, quote } of claims) expect(text.slice(start, end)).toBe(quote);
  });

  it('reads any text without failing, its quotes slicing back', () => {
    const part = fc.constantFrom('The latest version', ' of ', 'Acme Sync', ' is ', '2.1', '(', ')', ', ', '. ', '\n', '| ', '**', '最新版本', 'v', '🙂', '\u202e', 'current');
    fc.assert(fc.property(fc.array(part, { maxLength: 60 }).map((parts) => parts.join('')), (text) => {
      for (const { start, end, quote } of versionClaims(text)) expect(text.slice(start, end)).toBe(quote);
    }));
  });
});
