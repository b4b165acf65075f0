import { Environment } from '@marcbachmann/cel-js';
import { WinnowError, messageOf } from '../core/index.js';

/** What an expression that picks documents may know of one; what a document does not have is `''`. */
export interface SelectionFacts {
  readonly id: string;
  /** `source:path#record` */
  readonly uri: string;
  readonly source: string;
  readonly path: string;
  readonly title: string;
  readonly language: string;
  readonly mediaType: string;
  readonly owner: string;
  readonly access: string;
  /** Of one version. */
  readonly text: string;
}

const SELECTION_VARIABLES = ['id', 'uri', 'source', 'path', 'title', 'language', 'mediaType', 'owner', 'access', 'text'] as const satisfies readonly (keyof SelectionFacts)[];

/** Compiles a CEL expression over a document. Fails with `usage`, saying what is wrong with it. */
export function compileSelection(expression: string): (facts: SelectionFacts) => boolean {
  const env = new Environment({ limits: { maxAstNodes: 2_000, maxDepth: 60, maxListElements: 1_000, maxCallArguments: 4 } });
  for (const name of SELECTION_VARIABLES) env.registerVariable(name, 'string');
  const refused = (why: string): WinnowError => new WinnowError('usage', `the expression \`${expression}\` cannot be used: ${why}`, {
    next: `It is CEL over ${SELECTION_VARIABLES.join(', ')}, all of them texts: text.contains("Jane Doe") && source == "hr".`,
  });
  const checked = env.check(expression);
  if (!checked.valid) throw refused(messageOf(checked.error));
  if (checked.type !== 'bool') throw refused(`it gives ${checked.type ?? 'nothing'}, expected true or false`);
  const evaluate = env.parse(expression);
  return (facts) => {
    try {
      return evaluate({ ...facts }) === true;
    } catch (error) {
      throw refused(messageOf(error));
    }
  };
}
