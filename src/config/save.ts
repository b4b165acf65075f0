import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { parseDocument } from 'yaml';
import { WinnowError, messageOf } from '../core/index.js';
import { loadPipelineFile } from './load.js';

/**
 * Writes a policy into a pipeline file; everything else of it stays as it is written, comments too. `note` stands above it as a comment. The file is replaced whole or
 * not at all. Fails with `pipeline-unreadable`, `pipeline-invalid`, `usage` where it cannot be written.
 */
export function savePolicy(file: string, policy: { readonly reject: readonly string[]; readonly quarantine: readonly string[] }, note: string): void {
  const before = readFileSync(file, 'utf8');
  const document = parseDocument(before, { uniqueKeys: true });
  if (document.errors.length > 0) throw new WinnowError('pipeline-unreadable', `${file}: ${document.errors[0]?.message.split('\n')[0] ?? ''}`);
  const node = document.createNode({ reject: [...policy.reject], quarantine: [...policy.quarantine] });
  node.commentBefore = ` ${note.replace(/[\r\n]+/gu, ' ')}`;
  document.set('policy', node);
  const partial = `${file}.partial`;
  try {
    writeFileSync(partial, document.toString({ lineWidth: 0 }));
    loadPipelineFile(partial);
    renameSync(partial, file);
  } catch (error) {
    rmSync(partial, { force: true });
    if (error instanceof WinnowError) throw error;
    throw new WinnowError('usage', `cannot write ${file}: ${messageOf(error)}`, { cause: error, next: 'Let this account write the pipeline file, or put the policy into it by hand.' });
  }
}
