import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import { messageOf } from '../core/errors.js';
import type { ReviewServer, ServerRequest } from '../server/index.js';
import { accountName } from './account.js';
import { action, usage, type Cli, type Context } from './context.js';
import { visible } from './terminal.js';
import { integer } from './values.js';

interface ServeFlags {
  readonly port?: number;
  readonly host?: string;
  readonly tokens?: string;
  readonly tlsCert?: string;
  readonly tlsKey?: string;
  readonly insecureHttp?: boolean;
  readonly allowHost?: string[];
  readonly readOnly?: boolean;
  readonly json?: boolean;
}

/** Where the build puts the review page: beside the folder of this file. */
const SITE = fileURLToPath(new URL('../ui/', import.meta.url));

export function registerServe(root: Command, cli: Cli): void {
  root.command('serve')
    .description('Serve the review page and its HTTP API until Ctrl-C; for this machine alone, unless told otherwise.')
    .option('--port <n>', 'Port (default: 7381; 0 takes a free one).', integer(0, 65_535))
    .option('--host <address>', 'Address to listen on (default: 127.0.0.1). Others need --tokens, and --tls-cert or --insecure-http.')
    .option('--tokens <file>', 'Let people in by the tokens of this file, which `winnow token` writes. Without it whoever sees this terminal logs in.')
    .option('--tls-cert <file>', 'Certificate, PEM. Goes with --tls-key.')
    .option('--tls-key <file>', 'Private key, PEM.')
    .option('--insecure-http', 'Let others reach it without TLS: for a proxy or tunnel that encrypts.')
    .option('--allow-host <name>', 'Also answer to this host name, as people type it (may be given several times).', (name: string, before: string[] | undefined) => [...(before ?? []), name])
    .option('--read-only', 'Nobody may decide.')
    .option('--json', 'Print { url, port, login } as one line once it listens.')
    .action(action<ServeFlags>(cli, async (context, flags) => {
      const { tls, admission } = { tls: tlsOf(flags), admission: await admissionOf(context, flags) };
      const { locateStore } = await import('../engine/corpus.js');
      const { openDesk } = await import('../engine/review/index.js');
      const { startServer } = await import('../server/index.js');
      const { scrapes } = await import('../engine/metrics/index.js');
      const { env, cwd } = context.terminal;
      const location = locateStore({ store: context.global.store, env, cwd });
      const desk = await openDesk(location);
      try {
        const server = await startServer({
          desk, admission, tls, site: SITE, host: flags.host, port: flags.port, allowHosts: flags.allowHost, insecureHttp: flags.insecureHttp, readOnly: flags.readOnly, metrics: scrapes(() => ({ location, pipeline: '' })),
          log: (line) => { context.log(visible(line)); },
          accessLog: context.global.verbose === true ? (line) => { context.log(line); } : undefined,
        });
        await untilAsked(context, server, flags);
      } finally {
        await desk.close();
      }
    }));
}

async function admissionOf(context: Context, { tokens, readOnly }: ServeFlags): Promise<ServerRequest['admission']> {
  if (tokens !== undefined) return { by: 'tokens', file: tokens };
  return { by: 'code', actor: await accountName(context.terminal), role: readOnly === true ? 'viewer' : 'admin' };
}

function tlsOf({ tlsCert, tlsKey }: ServeFlags): ServerRequest['tls'] {
  if (tlsCert === undefined && tlsKey === undefined) return undefined;
  if (tlsCert === undefined || tlsKey === undefined) throw usage('--tls-cert and --tls-key go together');
  return { cert: pem(tlsCert), key: pem(tlsKey) };
}

function pem(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    throw usage(`cannot read ${file}: ${messageOf(error)}`, 'Give the path of a PEM file that this account may read.');
  }
}

/** Says where it is and how to log in, and serves until the first Ctrl-C. */
async function untilAsked(context: Context, server: ReviewServer, { json, tokens }: ServeFlags): Promise<void> {
  const login = server.loginUrl();
  if (json === true) await context.printJson({ url: server.url, port: server.port, login });
  else {
    context.log(`listening on ${server.url}`);
    // Without this line nobody gets in, so that --quiet does not hold it back.
    if (login !== null) context.terminal.err.write(`log in at ${login}\n`);
    if (login !== null && process.stdin.isTTY) context.log('the address is good once, for 5 minutes; Enter prints a fresh one');
    if (tokens !== undefined) context.log(`log in with a token of ${tokens}`);
  }
  const stopKeys = login === null ? () => undefined : onEnter(() => context.terminal.err.write(`log in at ${server.loginUrl() ?? ''}\n`));
  try {
    if (!context.signal.aborted) await new Promise<void>((resolve) => { context.signal.addEventListener('abort', () => resolve(), { once: true }); });
  } finally {
    stopKeys();
    await server.close();
  }
}

/** Calls back on each Enter of a terminal. Returns what ends that, without which the process would not. */
function onEnter(pressed: () => void): () => void {
  const { stdin } = process;
  if (!stdin.isTTY) return () => undefined;
  stdin.on('data', pressed);
  return () => {
    stdin.off('data', pressed);
    stdin.pause();
  };
}
