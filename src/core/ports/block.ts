import type { z } from 'zod';

/** What every block is: a name, a version that grows whenever its results change, and its options. */
export interface BlockMeta<Options> {
  readonly id: string;
  readonly version: number;
  /** Must refuse unknown keys (`z.strictObject`) and give every option its default. */
  readonly options: z.ZodType<Options>;
}
