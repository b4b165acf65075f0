import { slackNotifier } from './slack/index.js';
import { smtpNotifier } from './smtp/index.js';
import { webhookNotifier } from './webhook/index.js';

/** Every notifier Winnow brings. None of them imports anything heavy before it sends. */
export const notifiers = [webhookNotifier, slackNotifier, smtpNotifier] as const;
