import { spawnSync } from 'node:child_process';
import dgram from 'node:dgram';
import dns from 'node:dns';
import { Server, Socket } from 'node:net';

/** What starts a program without a network: a program and its arguments, to be followed by what it starts. */
export interface Wrapper {
  readonly program: string;
  readonly arguments: readonly string[];
}

const PROBE_TIMEOUT_MS = 5_000;
let found: Wrapper | null | undefined;

/**
 * A network namespace of its own for each child, by `unshare` of util-linux; `null` where the system gives none (other systems than Linux, containers and
 * hardened kernels that forbid it). Root takes the network alone: in a user namespace it would lose the right to read other users' files.
 */
export function networkNamespace(): Wrapper | null {
  found ??= probe();
  return found;
}

function probe(): Wrapper | null {
  if (process.platform !== 'linux') return null;
  const wrapper = { program: 'unshare', arguments: [...(process.getuid?.() === 0 ? [] : ['--user', '--map-current-user']), '--net', '--'] };
  const { status } = spawnSync(wrapper.program, [...wrapper.arguments, 'true'], { stdio: 'ignore', timeout: PROBE_TIMEOUT_MS });
  return status === 0 ? wrapper : null;
}

/**
 * Takes sockets and name resolution away from this process's JavaScript, `fetch` included, which stands on them. It holds where no namespace does: the
 * permission model keeps native code and Node's internals out of reach, so that nothing else is left to open a connection with.
 */
export function withoutNetwork(): void {
  const refuse = (): never => {
    throw new Error('A parser process has no network');
  };
  Socket.prototype.connect = refuse;
  Server.prototype.listen = refuse;
  dgram.Socket.prototype.bind = refuse;
  dgram.Socket.prototype.connect = refuse;
  dgram.Socket.prototype.send = refuse;
  for (const resolver of [dns, dns.promises, dns.Resolver.prototype, dns.promises.Resolver.prototype]) {
    for (const name of Object.keys(Object.getOwnPropertyDescriptors(resolver)).filter((key) => /^(?:lookup|resolve|reverse)/u.test(key))) {
      Object.defineProperty(resolver, name, { value: refuse });
    }
  }
}
