import { z } from 'zod';
import { defineNotifier, variableName, type Notice } from '../../core/index.js';
import { addressIn, post } from '../shared/post.js';
import { escaped, within } from './escape.js';

const options = z.strictObject({
  urlEnv: variableName.describe('Environment variable that holds the address of the incoming webhook, of Slack or of what takes the same, such as Mattermost; it is never written down'),
});

/** Slack takes 3,000 characters in the text of a block. */
const MAX_BLOCK_CHARS = 2900;

interface Block { readonly type: 'section'; readonly text: { readonly type: 'mrkdwn'; readonly text: string; readonly verbatim: true } }

export function messageOfNotice({ title, lines, next, pipeline, at, id }: Notice): { text: string; blocks: readonly Block[] } {
  const parts = [escaped(`${pipeline}: ${title}`), within(lines.map(escaped), MAX_BLOCK_CHARS), escaped(next), escaped(`${at} · ${id}`)].filter((part) => part !== '');
  const texts = parts.map((part) => within([part], MAX_BLOCK_CHARS));
  return { text: texts.join('\n'), blocks: texts.map((text) => ({ type: 'section', text: { type: 'mrkdwn', text, verbatim: true } })) };
}

/** Posts JSON as incoming webhooks of Slack take it. Those do not know ids: the notice's is in the text. */
export const slackNotifier = defineNotifier<z.infer<typeof options>>({
  id: 'slack', version: 1, options,
  async send({ urlEnv }, notice, context) {
    await post(addressIn(urlEnv, 'the channel'), JSON.stringify(messageOfNotice(notice)), { 'idempotency-key': notice.id }, context);
  },
});
