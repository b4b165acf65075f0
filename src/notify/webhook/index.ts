import { createHmac } from 'node:crypto';
import { z } from 'zod';
import { defineNotifier, secretOf, variableName } from '../../core/index.js';
import { addressIn, post } from '../shared/post.js';

const options = z.strictObject({
  urlEnv: variableName.describe('Environment variable that holds the address; it is never written down'),
  secretEnv: variableName.optional().describe('Environment variable that holds the secret that requests are signed with, as Standard Webhooks define it; it is never written down'),
});

/** A secret as Standard Webhooks write it (`whsec_` and Base64), or any other text as it is. */
const keyOf = (secret: string): Buffer => (secret.startsWith('whsec_') ? Buffer.from(secret.slice('whsec_'.length), 'base64') : Buffer.from(secret, 'utf8'));

/**
 * Posts the notice as JSON. Id, time and signature stand in the headers that Standard Webhooks 1.0 define, so that its libraries verify them; the id also as
 * `Idempotency-Key`.
 */
export const webhookNotifier = defineNotifier<z.infer<typeof options>>({
  id: 'webhook', version: 1, options,
  async send({ urlEnv, secretEnv }, notice, context) {
    const address = addressIn(urlEnv, 'the webhook');
    const secret = secretOf(secretEnv, 'a secret', 'the webhook');
    const body = JSON.stringify({ type: `winnow.${notice.kind}`, ...notice });
    const time = String(Math.floor(Date.now() / 1000));
    const signed = secret === null ? {} : { 'webhook-signature': `v1,${createHmac('sha256', keyOf(secret)).update(`${notice.id}.${time}.${body}`).digest('base64')}` };
    await post({ ...address, secrets: [...address.secrets, ...(secret === null ? [] : [secret])] }, body, { 'webhook-id': notice.id, 'webhook-timestamp': time, 'idempotency-key': notice.id, ...signed }, context);
  },
});
