import { cgroupMemoryLimit } from '../src/cgroup-limit';

const gibibyte = 1024 ** 3;
/** What version 1 says where there is no limit, with pages of 4 KiB. */
const unlimited = '9223372036854771712\n';

function limitAmong(files: Readonly<Record<string, string>>): number | null {
  return cgroupMemoryLimit((file) => files[file] ?? null);
}

describe('version 2', () => {
  test('in a container with a namespace of its own, the group is the mount', () => {
    expect(
      limitAmong({
        '/proc/self/cgroup': '0::/\n',
        '/sys/fs/cgroup/memory.max': '536870912\n',
      }),
    ).toBe(gibibyte / 2);
  });

  const session = '/sys/fs/cgroup/user.slice/user-1000.slice/session-3.scope';

  test('the smallest limit of the group and its ancestors counts', () => {
    const files = {
      '/proc/self/cgroup': '0::/user.slice/user-1000.slice/session-3.scope\n',
      [`${session}/memory.max`]: 'max\n',
      '/sys/fs/cgroup/user.slice/user-1000.slice/memory.max': `${2 * gibibyte}\n`,
      '/sys/fs/cgroup/user.slice/memory.max': `${8 * gibibyte}\n`,
    };
    expect(limitAmong(files)).toBe(2 * gibibyte);
    expect(limitAmong({ ...files, [`${session}/memory.max`]: `${gibibyte}\n` })).toBe(gibibyte);
  });

  test('a machine without limits has none', () => {
    expect(
      limitAmong({
        '/proc/self/cgroup': '0::/user.slice/user-1000.slice/session-3.scope\n',
        [`${session}/memory.max`]: 'max\n',
        '/sys/fs/cgroup/user.slice/memory.max': 'max\n',
      }),
    ).toBeNull();
  });

  test('a path of another namespace is not followed; the mount is read', () => {
    expect(
      limitAmong({
        '/proc/self/cgroup': '0::/../../system.slice/docker.service\n',
        '/sys/fs/cgroup/memory.max': `${gibibyte}\n`,
        '/sys/system.slice/docker.service/memory.max': '1048576\n',
      }),
    ).toBe(gibibyte);
  });
});

const controllers = (group: string) =>
  [
    '12:pids:/',
    '11:hugetlb:/',
    '10:cpu,cpuacct:/',
    `9:memory:${group}`,
    '8:devices:/',
    '1:name=systemd:/',
    '',
  ].join('\n');

describe('version 1', () => {
  test('the group that holds the memory controller is read', () => {
    expect(
      limitAmong({
        '/proc/self/cgroup': controllers('/process_api/b0bde2570f135da9'),
        '/sys/fs/cgroup/memory/process_api/b0bde2570f135da9/memory.limit_in_bytes': '25769803776\n',
        '/sys/fs/cgroup/memory/process_api/memory.limit_in_bytes': unlimited,
        '/sys/fs/cgroup/memory/memory.limit_in_bytes': unlimited,
      }),
    ).toBe(24 * gibibyte);
  });

  test('a controller mounted together with others is found', () => {
    expect(
      limitAmong({
        '/proc/self/cgroup': '4:cpu,memory:/job\n',
        '/sys/fs/cgroup/memory/job/memory.limit_in_bytes': `${gibibyte}\n`,
      }),
    ).toBe(gibibyte);
  });

  test("in a container that shows the host's path, the mount is read", () => {
    expect(
      limitAmong({
        '/proc/self/cgroup': controllers('/kubepods/burstable/pod1f3c/9ab2'),
        '/sys/fs/cgroup/memory/memory.limit_in_bytes': '2147483648\n',
      }),
    ).toBe(2 * gibibyte);
  });

  test.each([unlimited, '9223372036854710272\n', '-1\n', '\n', '0\n'])('%j is no limit', (text) => {
    expect(
      limitAmong({
        '/proc/self/cgroup': controllers('/'),
        '/sys/fs/cgroup/memory/memory.limit_in_bytes': text,
      }),
    ).toBeNull();
  });
});

describe('both versions mounted', () => {
  const self = '9:memory:/job\n1:name=systemd:/job\n0::/job\n';

  test('version 1 has the limit where it holds the memory controller', () => {
    expect(
      limitAmong({
        '/proc/self/cgroup': self,
        '/sys/fs/cgroup/memory/job/memory.limit_in_bytes': `${gibibyte}\n`,
      }),
    ).toBe(gibibyte);
  });

  test('version 2 has it at its own mount where version 1 does not', () => {
    expect(
      limitAmong({
        '/proc/self/cgroup': '1:name=systemd:/job\n0::/job\n',
        '/sys/fs/cgroup/unified/job/memory.max': `${gibibyte}\n`,
      }),
    ).toBe(gibibyte);
  });
});

test('without control groups there is no limit', () => {
  expect(limitAmong({})).toBeNull();
});
