import { z } from 'zod';
import { variableName } from '../../core/index.js';

/** Where a server answers. What authenticates comes from the environment, so that it stands in no pipeline, store or log. */
export const serverUrl = z.string().max(2048).refine((given) => isPlain(given), 'expected an http:// or https:// address without user name, password, query or fragment; a token comes from the environment (`tokenEnv`)');

function isPlain(given: string): boolean {
  if (!URL.canParse(given)) return false;
  const { protocol, username, password, search, hash } = new URL(given);
  return /^https?:$/u.test(protocol) && username + password + search + hash === '';
}

export const tokenEnv = variableName.optional()
  .describe('Environment variable that holds the token or API key of the server; it is never written down');
