import { describe, expect, it } from 'vitest';
import type { BlockKind } from '../../../src/core/index.js';
import { structureScorer } from '../../../src/score/structure/index.js';
import { chunkOf } from '../../contract/scorer.js';

const rules = (text: string, more: { headingPath?: string[]; kinds?: BlockKind[] } = {}): string[] =>
  structureScorer.run(chunkOf(text, more), structureScorer.options.parse({})).findings.map(({ rule }) => rule.replace('structure/', ''));

describe('structure/boilerplate', () => {
  it.each([
    'Copyright 2024 Example GmbH. All rights reserved. This document is confidential and may not be reproduced without the prior written consent of Example GmbH.',
    'This e-mail and any attachments are confidential and intended solely for the use of the named addressee. If you have received this message in error, please delete it.',
    'Alle Rechte vorbehalten. Dieses Dokument darf ohne schriftliche Genehmigung nicht vervielfältigt werden, auch nicht in Teilen.',
    'Ce document est strictement confidentiel. Tous droits réservés pour tous les pays, y compris la traduction.',
    'Todos los derechos reservados. Este documento es confidencial y no se hace responsable de errores.',
  ])('is found: %s', (text) => {
    expect(rules(text)).toContain('boilerplate');
  });

  it.each([
    'Refunds are paid within 14 days of the day the goods come back, to the account you paid from. The price list is subject to change without notice.',
    'You may copy the template for your own team. Ask the design team before you change its colours, which are those of the brand.',
    'The backup runs without a network. It may not be started twice.', 'All rights reserved.',
  ])('is not found: %s', (text) => {
    expect(rules(text)).not.toContain('boilerplate');
  });

  it('is no fault where it is the subject', () => {
    const text = 'All rights reserved. The software may not be copied or reproduced without the prior written permission of the owner, in whole or in part.';
    expect(rules(text, { headingPath: ['Handbook'] })).toContain('boilerplate');
    expect(rules(text, { headingPath: ['Licence and copyright'] })).not.toContain('boilerplate');
  });
});

describe('structure/code-only', () => {
  const kinds: BlockKind[] = ['code'];
  const bare = '```\nkubectl get po -A\nkubectl cordon n1\nkubectl drain n1\n```';

  it('is found where nothing says what code is for', () => {
    expect(rules(bare, { kinds })).toContain('code-only');
  });

  it('is not found under a heading, with a comment or beside a sentence', () => {
    expect(rules(bare, { kinds, headingPath: ['Drain a node'] })).not.toContain('code-only');
    expect(rules('```\n# Take a node out of service\nkubectl drain n1\n```', { kinds })).not.toContain('code-only');
    expect(rules(`Take the node out of service first:\n\n${bare}`, { kinds: ['paragraph', 'code'] })).not.toContain('code-only');
  });

  it('measures the share of code', () => {
    const signal = (text: string, own: BlockKind[]): number | undefined => structureScorer.run(chunkOf(text, { kinds: own }), structureScorer.options.parse({})).signals.find(({ name }) => name === 'codeShare')?.value as number | undefined;
    expect(signal('Only words stand here, and they are many.', ['paragraph'])).toBe(0);
    expect(signal(bare, kinds)).toBeGreaterThan(0.8);
  });
});
