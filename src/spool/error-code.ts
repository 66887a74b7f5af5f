/**
 * The system's word for an error (`ENOSPC`), or its text where it has none. An error of another realm
 * (Node's own, seen from Jest's sandbox) is no instance of this one's `Error`, so its shape decides.
 */
export function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return String(error);
  if ('code' in error && typeof error.code === 'string') return error.code;
  return 'message' in error ? String(error.message) : 'unknown';
}
