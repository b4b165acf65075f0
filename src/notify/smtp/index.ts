import { z } from 'zod';
import { Undelivered, WinnowError, defineNotifier, excerpt, messageOf, secretOf, variableName, withoutSecrets, type Notice } from '../../core/index.js';
import { serverIn, type Server } from './server.js';

// One address each, as it is: no names, no lists, nothing that a header could be made to hold.
const address = z.email().max(254);
const options = z.strictObject({
  urlEnv: variableName.describe('Environment variable that holds the server, with user and password where it wants them: `smtps://user:password@mail.example.com`, or `smtp://` with STARTTLS; it is never written down'),
  from: address.describe('Address that mails come from'),
  to: z.array(address).min(1).max(50).describe('Addresses that mails go to'),
});

const MAX_SUBJECT_CHARS = 150;

/** A mail of plain text. Nothing in it can be taken for markup, and no line of it for a header. */
export function mailOf({ id, at, pipeline, title, lines, next }: Notice, { from, to }: Pick<z.infer<typeof options>, 'from' | 'to'>) {
  return {
    from, to, subject: excerpt(`[winnow] ${pipeline}: ${title}`, MAX_SUBJECT_CHARS), text: [title, '', ...lines, '', next, '', `${at}  ${id}`, ''].join('\n'),
    messageId: `<${id}@${from.slice(from.lastIndexOf('@') + 1)}>`,
    // Neither answered by robots nor by those who are away.
    headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
    disableFileAccess: true, disableUrlAccess: true,
  } as const;
}

/** Sends a mail by SMTP. Its Message-ID is that of the notice. Throws `package-missing` without nodemailer. */
export const smtpNotifier = defineNotifier<z.infer<typeof options>>({
  id: 'smtp', version: 1, options,
  async send({ urlEnv, from, to }, notice, { signal, timeoutMs }) {
    const server = serverIn(secretOf(urlEnv, 'a mail server', 'the mail channel') ?? '', urlEnv);
    const { createTransport } = await import('nodemailer').catch((error: unknown) => {
      throw new WinnowError('package-missing', `Mail needs the package nodemailer, which is not installed: ${excerpt(messageOf(error), 200)}`, { next: 'npm install nodemailer@10.6.1', cause: error });
    });
    const transport = createTransport({
      ...server.options, connectionTimeout: timeoutMs, greetingTimeout: timeoutMs, socketTimeout: timeoutMs, dnsTimeout: timeoutMs, disableFileAccess: true, disableUrlAccess: true,
    });
    const close = (): void => { transport.close(); };
    signal.addEventListener('abort', close, { once: true });
    try {
      const { rejected = [] } = (await transport.sendMail(mailOf(notice, { from, to }))) as { readonly rejected?: readonly unknown[] };
      return rejected.length === 0 ? undefined : `refused for ${rejected.length} of ${to.length} addresses`;
    } catch (error) {
      throw undelivered(error, server);
    } finally {
      signal.removeEventListener('abort', close);
      transport.close();
    }
  },
});

/** Servers say by the first digit whether it may go better later; without an answer it may. */
function undelivered(error: unknown, { secrets }: Server): Undelivered {
  const code: unknown = error instanceof Error ? Reflect.get(error, 'responseCode') : undefined;
  return new Undelivered(excerpt(withoutSecrets(error, secrets).message, 200), { again: typeof code !== 'number' || code < 500 });
}
