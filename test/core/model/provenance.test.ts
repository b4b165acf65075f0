import { describe, expect, it } from 'vitest';
import { provenanceOf, withProvenance, withoutProvenance } from '../../../src/core/model/provenance.js';

const PROVENANCE = { repository: 'abc', path: 'docs/b.md', formerly: ['docs/a.md'] };

describe('provenance beside declared metadata', () => {
  it('comes back as it was put, and leaves what was declared', () => {
    const kept = withProvenance({ title: 'One' }, PROVENANCE);
    expect(provenanceOf(JSON.parse(JSON.stringify(kept)) as typeof kept)).toEqual(PROVENANCE);
    expect(withoutProvenance(kept)).toEqual({ title: 'One' });
    expect(provenanceOf(withProvenance({ title: 'One' }, null))).toBeNull();
  });

  it('is never what a document says itself', () => {
    const [key = ''] = Object.keys(withProvenance({}, PROVENANCE));
    expect(provenanceOf(withProvenance({ [key]: { ...PROVENANCE, path: 'theirs.md' } }, null))).toBeNull();
    expect(provenanceOf(withProvenance({ [key]: { ...PROVENANCE, path: 'theirs.md' } }, PROVENANCE))).toEqual(PROVENANCE);
  });

  it('nothing is made of what is not of its shape', () => {
    const [key = ''] = Object.keys(withProvenance({}, PROVENANCE));
    for (const odd of [null, 'x', 3, [], {}, { path: 3 }]) expect(provenanceOf({ [key]: odd })).toBeNull();
    expect(provenanceOf({ [key]: { path: 'a', formerly: ['b', 3, null], repository: 4 } })).toEqual({ repository: null, path: 'a', formerly: ['b'] });
    expect(provenanceOf(Object.create({ [key]: PROVENANCE }) as Record<string, never>)).toBeNull();
  });
});
