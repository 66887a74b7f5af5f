// pidusage ships no types; this much of it is used.
declare module 'pidusage' {
  interface Status {
    readonly pid: number;
    readonly ppid: number;
    /** Resident set size in bytes. */
    readonly memory: number;
    /** Milliseconds since the process started, in whole seconds where `ps` tells it. */
    readonly elapsed: number;
    /** Milliseconds since the epoch, when this was read. */
    readonly timestamp: number;
  }
  interface Options {
    readonly usePs?: boolean;
    readonly maxage?: number;
  }
  function pidusage(pids: number[], options?: Options): Promise<Record<string, Status | undefined>>;
  export = pidusage;
}
