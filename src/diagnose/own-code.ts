import path from 'node:path';

/** The folders of this package whose code runs in the processes that are watched. */
const folders = ['environment', 'reporter', 'src'].map(
  (name) => path.resolve(__dirname, '../..', name) + path.sep,
);
/** The same, where the process had another copy of the package than the one that looks on. */
const installed = /[\\/]node_modules[\\/]jest-tidemark[\\/]/;

/** Whether a file (absolute) is our own: what its code holds is held by the watching, and no leak. */
export function isOwnCode(file: string): boolean {
  return installed.test(file) || folders.some((folder) => file.startsWith(folder));
}
