import { isInstance } from './instances.js';

/**
 * The one catalogue of errors. Every code has a page section in docs/errors.md (a test compares both ways).
 * `exit` is the CLI's exit code when the error ends a command; `next` says what the reader can do.
 */
export const ERRORS = {
  // usage and pipeline files: exit 2
  'usage': { exit: 2, next: 'Run the command with --help.' },
  'pipeline-not-found': { exit: 2, next: 'Check the path, or write a starter pipeline with `winnow init`.' },
  'pipeline-unreadable': { exit: 2, next: 'Fix the YAML at the line named.' },
  'pipeline-invalid': { exit: 2, next: 'Fix the keys named; docs/schema/pipeline.schema.json describes them all.' },
  'pipeline-mismatch': { exit: 2, next: 'A store holds one corpus: use another --store, or the pipeline it was made with.' },
  'policy-invalid': { exit: 2, next: 'Fix the expression named; docs/policy.md lists what it may use.' },
  'block-unknown': { exit: 2, next: 'Use one of the blocks named, or load yours with `plugins:`.' },
  'plugin-failed': { exit: 2, next: 'The plugin module must load and export blocks made with defineX().' },
  'store-not-found': { exit: 2, next: 'Run the pipeline once, or name a store with --store.' },
  'backup-not-found': { exit: 2, next: 'See `winnow backup --list`, or name a file.' },
  'store-ambiguous': { exit: 2, next: 'Name one with --store or WINNOW_STORE.' },
  'id-unknown': { exit: 2, next: 'Find ids with `winnow list chunks --json` or `winnow list documents --json`.' },
  'target-unknown': { exit: 2, next: 'Use one of the targets of the pipeline.' },
  'nothing-to-export': { exit: 2, next: 'Run the pipeline first: nothing has been published yet.' },
  'package-missing': { exit: 2, next: 'Install the package named.' },
  'port-in-use': { exit: 2, next: 'Stop what listens there, or choose another port with --port (0 takes a free one).' },
  'tokens-invalid': { exit: 2, next: 'Mend the token file, or make a new one with `winnow token`.' },
  'would-overwrite': { exit: 2, next: 'Choose another folder, or move the file away.' },
  // sources and items: recorded, the rest goes on
  'source-missing': { exit: 3, next: 'Check the `root`/`path` of the source; its documents are carried until it is back.' },
  'source-unreadable': { exit: 3, next: 'Give the account that runs winnow the right to read it.' },
  'source-empty': { exit: 3, next: 'Check `include`/`exclude`; if it is meant to be empty, remove the source from the pipeline.' },
  'source-failed': { exit: 3, next: 'See the cause; its documents are carried until it works again.' },
  'item-unreadable': { exit: 3, next: 'Check the file and its rights, then `winnow redrive`.' },
  'item-too-large': { exit: 3, next: 'Split it, exclude it, or raise `limits.maxItemBytes`.' },
  'item-not-regular': { exit: 3, next: 'Only regular files are read; exclude it.' },
  'item-outside-root': { exit: 3, next: 'A link leads out of the root; copy the file in, or add a source for it.' },
  'item-duplicate': { exit: 3, next: 'Give every record its own id.' },
  'changed-while-reading': { exit: 3, next: 'It was being written; it is read again in the next run.' },
  'record-invalid': { exit: 3, next: 'Fix the record at the line named.' },
  'format-unknown': { exit: 3, next: 'Exclude it, or load a parser for it with `plugins:`.' },
  'parse-failed': { exit: 3, next: 'Open the file in its own program; if it is sound there, report it to us.' },
  'parse-timeout': { exit: 3, next: 'Split it, or raise `limits.parseTimeoutMs`, then `winnow redrive`.' },
  'parse-memory': { exit: 3, next: 'Split it, or raise `limits.parseMemoryMb`, then `winnow redrive`.' },
  'parse-output': { exit: 3, next: 'It unpacks to more text than `limits.maxTextChars`; split it or raise the limit.' },
  'parser-crashed': { exit: 3, next: 'The file kills its parser; it was tried twice. Exclude it or report it to us.' },
  'file-encrypted': { exit: 3, next: 'Store a copy without a password.' },
  'file-broken': { exit: 3, next: 'Make the file again from its source.' },
  'file-empty': { exit: 3, next: 'The file has zero bytes; write it again or exclude it.' },
  // runs and stores
  'run-held': { exit: 4, next: 'Look at what was seen against what was expected; the last good generation stays in place.' },
  'nothing-held': { exit: 2, next: 'See `winnow list runs`: only what the newest run was held back with can be published; else run the pipeline again.' },
  'generation-pinned': { exit: 4, next: 'The corpus was rolled back on purpose; unpin it before runs publish again.' },
  'generation-unknown': { exit: 2, next: 'See `winnow rollback --list` for the generations there are.' },
  'generation-dropped': { exit: 2, next: 'See `winnow rollback --list` for the generations that are kept; `retain` in the pipeline says which are.' },
  'store-busy': { exit: 5, next: 'Wait for the run named to end.' },
  'store-damaged': { exit: 5, next: 'Run `winnow doctor`: it says what is wrong and what `winnow doctor --repair` would do about it.' },
  'backup-damaged': { exit: 5, next: 'Restore an older one: `winnow backup --list`.' },
  'store-newer': { exit: 5, next: 'The store was written by a newer Winnow; upgrade.' },
  'store-unwritable': { exit: 5, next: 'Check the disk and the rights on the store file.' },
  'run-superseded': { exit: 5, next: 'Another attempt took over the run; this one stopped.' },
  'books-unbalanced': { exit: 5, next: 'A fault of ours: nothing was published. Report it with the counts named.' },
  'decision-conflict': { exit: 1, next: 'Look at the item again and decide on what it is now.' },
  'score-failed': { exit: 1, next: 'Mend the scorer named or leave it out of the pipeline; one of ours: report it with the document named. The last good generation stays in place.' },
  'embedding-failed': { exit: 1, next: 'See the cause and run again: vectors that came are kept. The last good generation stays in place.' },
  'judge-failed': { exit: 1, next: 'See the cause. The pairs keep what the rules said, and the next run asks again.' },
  'export-failed': { exit: 1, next: 'See the cause; `winnow export` goes on where it stood.' },
  'target-foreign': { exit: 2, next: 'Name another table for this target, or drop the one that is there.' },
  'index-unreadable': { exit: 2, next: 'Name where the index is and which of its fields are what: see docs/audit.md.' },
  'export-mismatch': { exit: 1, next: 'Run `winnow export` to mend the target.' },
  'check-failed': { exit: 1, next: 'See the findings listed.' },
  // requests to the review server: the answer's status says so, no command ends with them
  'unauthenticated': { exit: 1, next: 'Log in again, or send a token that is in the token file.' },
  'forbidden': { exit: 1, next: 'Ask whoever runs the server; docs/serve.md says what each role may do and which addresses are answered.' },
  'too-many-requests': { exit: 1, next: 'Wait as many seconds as the header Retry-After says.' },
  'payload-too-large': { exit: 1, next: 'Decide on fewer items at a time.' },
  'media-type-unsupported': { exit: 1, next: 'Send JSON with the header `Content-Type: application/json`.' },
  'route-unknown': { exit: 1, next: 'See `GET /api/v1/openapi.json` for the routes there are.' },
  'method-not-allowed': { exit: 1, next: 'Use one of the methods of the header Allow.' },
  'interrupted': { exit: 130, next: 'Run it again: it goes on where it stood.' },
  'internal': { exit: 1, next: 'A fault of ours; report it with the message and what you ran.' },
} as const satisfies Record<string, { exit: number; next: string }>;

export type ErrorCode = keyof typeof ERRORS;

const RAISED = Symbol.for('winnow.error');

/** Every error Winnow raises on purpose. The original stays as `cause`. */
export class WinnowError extends Error {
  override readonly name = 'WinnowError';
  readonly code: ErrorCode;
  /** What to do about it. */
  readonly next: string;
  readonly exitCode: number;

  constructor(code: ErrorCode, message: string, options: { cause?: unknown; next?: string } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.next = options.next ?? ERRORS[code].next;
    this.exitCode = ERRORS[code].exit;
    Object.defineProperty(this, RAISED, { value: true });
  }

  static override [Symbol.hasInstance](value: unknown): boolean {
    return isInstance(this, WinnowError, RAISED, value);
  }
}

export function isWinnowError(error: unknown): error is WinnowError {
  return error instanceof WinnowError;
}

/** The message of anything thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** A `WinnowError` as it is, anything else as `code` with the original as its cause. */
export function asWinnowError(error: unknown, code: ErrorCode): WinnowError {
  return isWinnowError(error) ? error : new WinnowError(code, messageOf(error), { cause: error });
}
