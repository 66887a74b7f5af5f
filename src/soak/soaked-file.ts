/** Of each test file that Jest ran a line of JSON, in the directory of the results. */
export const soakedFilesName = 'files.ndjson';

export interface SoakedFile {
  /** Absolute path. */
  readonly file: string;
  readonly passed: number;
  readonly failed: number;
  /** Its tests could not be run to the end: its process died, say. */
  readonly failedToRun: boolean;
}
