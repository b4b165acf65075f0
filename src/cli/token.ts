import { Option, type Command } from 'commander';
import { action, usage, type Cli } from './context.js';

interface TokenFlags {
  readonly role?: 'viewer' | 'reviewer' | 'admin';
  readonly tokens?: string;
  readonly revoke?: boolean;
  readonly json?: boolean;
}

export function registerToken(root: Command, cli: Cli): void {
  root.command('token')
    .description('Add a token for `winnow serve --tokens`, and print it once; or revoke one.')
    .argument('<name>', 'Whose it is: the name that their decisions are recorded under.')
    .addOption(new Option('--role <role>', 'What they may do: look, decide, or also take the whole log out.').choices(['viewer', 'reviewer', 'admin']))
    .option('--tokens <file>', 'The token file; it is made where there is none, and holds hashes alone.')
    .option('--revoke', 'Take the token of that name out. Its sessions end at once.')
    .option('--json', 'Print the result as one JSON document.')
    .action(action<TokenFlags>(cli, async (context, { role, tokens, revoke, json }, [given]) => {
      const name = given as string;
      if (tokens === undefined) throw usage('a token file must be named with --tokens');
      const { addToken, revokeToken } = await import('../server/index.js');
      if (revoke === true) {
        if (role !== undefined) throw usage('--revoke takes no --role');
        revokeToken(tokens, name);
        if (json === true) return context.printJson({ name, revoked: true });
        context.log(`the token of ${name} is out of ${tokens}`);
        return undefined;
      }
      if (role === undefined) throw usage('a token needs a --role: viewer, reviewer or admin');
      const token = addToken(tokens, name, role);
      context.log(`a token for ${name}, ${role}; it is shown this once, ${tokens} has its hash alone`);
      return json === true ? context.printJson({ name, role, token }) : context.print(token);
    }));
}
