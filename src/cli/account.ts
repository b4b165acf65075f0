import type { Terminal } from './terminal.js';

/** The name of the account that the command runs under: who decides where nobody else is named. */
export async function accountName({ env }: Terminal): Promise<string> {
  const { userInfo } = await import('node:os');
  try {
    return userInfo().username;
  } catch {
    return env['USER'] ?? 'unknown'; // an account without an entry in the user database, as in containers
  }
}
