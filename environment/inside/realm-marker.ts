/** Marks the global object of a test file's realm; the name is for those who list a global's symbols. */
const marker = Symbol('jest-tidemark: file of this realm');

/**
 * Makes a realm findable in a heap snapshot: puts an object on its global that a snapshot shows under the
 * name `TidemarkFile_<number>`. V8 takes the name from the tag, where the class says nothing, so that no
 * script needs to be compiled for it: 1 µs a file (bench/inside.ts), which is why every file gets one. It is
 * frozen and cannot be deleted, since Jest cleans up globals when a file ends; it
 * is not enumerable, so that no test meets it; and it holds nothing but its name.
 *
 * @param file number of the file in this process, from 1, as in the spool's records of realms
 */
export function markRealm(globalObject: object, file: number): void {
  const value: unknown = Object.freeze(
    Object.create(null, { [Symbol.toStringTag]: { value: `TidemarkFile_${file}` } }),
  );
  // Answers false, and does not throw, where a global takes no properties: it is then not found, no more.
  Reflect.defineProperty(globalObject, marker, { value });
}
