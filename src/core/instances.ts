/**
 * What `instanceof` says of a class that plugins throw too: those of another copy of Winnow count, by a property that all copies name alike.
 * The command is one such copy, and the library that plugins import another. Classes that extend it are told apart by their constructor.
 */
export function isInstance(constructor: unknown, base: unknown, mark: symbol, value: unknown): boolean {
  if (constructor !== base) return Function.prototype[Symbol.hasInstance].call(constructor, value);
  return typeof value === 'object' && value !== null && mark in value;
}
