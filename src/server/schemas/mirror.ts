import type { z } from '@hono/zod-openapi';

/** A value as a schema gives it and as the desk gives it: nothing in it is to be written to. */
export type Frozen<Value> = Value extends readonly (infer _Item)[] ? { readonly [Key in keyof Value]: Frozen<Value[Key]> } : Value extends object ? { readonly [Key in keyof Value]: Frozen<Value[Key]> } : Value;

type Both<A, B> = [A] extends [B] ? ([B] extends [A] ? unknown : never) : never;

/**
 * Takes only a schema of exactly `Shape`, so that the document of the API cannot say other than the desk does: where one of the two
 * changes, this no longer compiles.
 */
export function mirrorOf<Shape>() {
  return <Schema extends z.ZodType>(schema: Schema & Both<Frozen<z.output<Schema>>, Frozen<Shape>>): Schema => schema;
}
