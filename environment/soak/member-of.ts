/** A property of something that need not be an object, nor have it. */
export function memberOf(object: unknown, key: PropertyKey): unknown {
  return (typeof object === 'object' && object !== null) || typeof object === 'function'
    ? (object as Record<PropertyKey, unknown>)[key]
    : undefined;
}
