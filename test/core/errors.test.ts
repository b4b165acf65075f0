import { describe, expect, it } from 'vitest';
import { Undelivered as BuiltUndelivered, WinnowError as BuiltError } from '../../dist/core/index.js';
import { TargetsFailed } from '../../src/engine/run/targets-failed.js';
import { isWinnowError, Undelivered, WinnowError } from '../../src/core/index.js';

/** The command holds a copy of its own of what plugins import from the library. */
describe('errors of another copy of Winnow', () => {
  it('are errors of Winnow', () => {
    const raised = new BuiltError('source-missing', 'the share is not mounted', { next: 'Mount it.' });
    expect(Object.getPrototypeOf(raised)).not.toBe(WinnowError.prototype);
    expect(isWinnowError(raised)).toBe(true);
    expect(raised instanceof WinnowError).toBe(true);
    expect(new BuiltUndelivered('asleep', { again: true }) instanceof Undelivered).toBe(true);
  });

  it('are not of classes that extend them, nor is anything else one of them', () => {
    expect(new BuiltError('export-failed', 'no') instanceof TargetsFailed).toBe(false);
    expect(new WinnowError('export-failed', 'no') instanceof TargetsFailed).toBe(false);
    expect(new WinnowError('export-failed', 'no') instanceof Undelivered).toBe(false);
    for (const other of [new Error('no'), { name: 'WinnowError', code: 'usage' }, 'usage', null, undefined]) {
      expect(other instanceof WinnowError).toBe(false);
      expect(other instanceof Undelivered).toBe(false);
    }
  });
});
