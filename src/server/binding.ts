import { WinnowError } from '../core/index.js';
import { isLoopback, isWildcard, type Address } from './gate.js';
import type { Admission } from './identity.js';

const HOST_NAME = /^(?:[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?|\[[0-9a-f:.]+\])(?::\d{1,5})?$/iu;

/**
 * Refuses to listen where others could come in unasked or listen in: anything but loopback needs tokens, and TLS or the word that it may go
 * without. Throws `usage`.
 */
export function checkBinding({ host, tls, allowHosts, admission, insecureHttp }: Omit<Address, 'port'> & { readonly admission: Admission; readonly insecureHttp: boolean }): void {
  const strange = allowHosts.find((name) => !HOST_NAME.test(name));
  if (strange !== undefined) throw new WinnowError('usage', `"${strange}" is no host name`, { next: '--allow-host takes what people type into the address bar, such as review.example.com or review.example.com:8443.' });
  if (isLoopback(host)) return;
  if (admission.by !== 'tokens') {
    throw new WinnowError('usage', `others can reach ${host}, so people must log in with tokens there`, { next: 'Make a token file with `winnow token <name> --role reviewer --tokens FILE`, and give it with --tokens FILE.' });
  }
  if (!tls && !insecureHttp) {
    throw new WinnowError('usage', `others can listen in on what goes to ${host} without TLS`, { next: 'Give --tls-cert and --tls-key; or --insecure-http where a proxy or tunnel before it encrypts.' });
  }
  if (isWildcard(host) && allowHosts.length === 0) {
    throw new WinnowError('usage', `${host} stands for every address of this machine, so the name that people use must be said`, { next: 'Add --allow-host NAME, with the name they type into the address bar.' });
  }
}
