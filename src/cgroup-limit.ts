import path from 'node:path';

/** Gives the text of a file, null where it cannot be read. */
export type ReadText = (file: string) => string | null;

/**
 * The memory limit of the control group this process is in, in bytes; null where there is none or the
 * system has no control groups. Both versions are read, since a hybrid system mounts both.
 *
 * A limit holds for everything below it: the smallest one of the group and its ancestors counts. In a
 * container the path in /proc/self/cgroup is often the host's, and the container's own group is what is
 * mounted; so the walk ends at the mount, which is read even where nothing on the way exists.
 *
 * Left out: `memory.high`, which slows a process down and kills none, and groups of version 1 with
 * `use_hierarchy` off, where an ancestor's limit does not apply (systemd and container runtimes set it).
 *
 * Sources: cgroups(7), Documentation/admin-guide/cgroup-v2.rst and cgroup-v1/memory.rst of Linux.
 */
export function cgroupMemoryLimit(readText: ReadText): number | null {
  const limits = (readText('/proc/self/cgroup') ?? '')
    .split('\n')
    .flatMap((line) => limitFiles(line))
    .map((file) => parseLimit(readText(file)))
    .filter((limit) => limit !== null);
  return limits.length === 0 ? null : Math.min(...limits);
}

/** Of one line `id:controllers:path`, the files that may hold a limit. */
function limitFiles(line: string): string[] {
  const [, id, controllers, group] = /^(\d+):([^:]*):(\/.*)$/.exec(line) ?? [];
  if (group === undefined) {
    return [];
  }
  if (id === '0' && controllers === '') {
    return ['/sys/fs/cgroup', '/sys/fs/cgroup/unified'].flatMap((mount) =>
      walkUp(mount, group).map((directory) => path.posix.join(directory, 'memory.max')),
    );
  }
  if (controllers?.split(',').includes('memory')) {
    return walkUp('/sys/fs/cgroup/memory', group).map((directory) =>
      path.posix.join(directory, 'memory.limit_in_bytes'),
    );
  }
  return [];
}

/** The directories of the group and its ancestors, down to the mount itself. */
function walkUp(mount: string, group: string): string[] {
  const names = group.split('/').filter((name) => name !== '');
  // A group outside the namespace is told as `/../name`: nothing but the mount can be found of it.
  const below = names.includes('..') ? [] : names;
  return [...below.keys(), below.length].map((length) =>
    path.posix.join(mount, ...below.slice(0, length)),
  );
}

/** `max`, and the huge number that version 1 has in its place (2⁶³ less a page), are no limit. */
function parseLimit(text: string | null): number | null {
  const bytes = text === null || !/^\d+\s*$/.test(text) ? Number.NaN : Number(text);
  return bytes > 0 && bytes <= Number.MAX_SAFE_INTEGER ? bytes : null;
}
