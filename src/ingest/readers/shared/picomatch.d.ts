/** The part of picomatch that the readers use; the package ships no types. */
declare module 'picomatch' {
  interface Options {
    readonly dot?: boolean;
    readonly windows?: boolean;
    readonly maxLength?: number;
  }
  interface Picomatch {
    (patterns: string | readonly string[], options?: Options): (path: string) => boolean;
    scan(pattern: string, options?: Options): { readonly base: string; readonly glob: string; readonly isGlob: boolean };
  }
  const picomatch: Picomatch;
  export default picomatch;
}
