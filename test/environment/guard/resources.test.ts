import { closeSync, openSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';
import {
  inBoth,
  type Resources,
  readResources,
  resourceChanges,
} from '../../../environment/guard/resources';

function resources(handles: Record<string, number>, ...threads: string[]): Resources {
  return {
    handles: new Map(Object.entries(handles)),
    fds: null,
    threads: new Set(threads),
    children: null,
  };
}

const nothingIsOwn = (): boolean => false;

test('tells what there is more of', () => {
  const before = resources({ Timeout: 1, TCPServerWrap: 2 }, '1', '2');
  const now = resources({ Timeout: 3, TCPServerWrap: 2, UDPWrap: 1 }, '2', '3', '4');
  expect(resourceChanges(before, now, nothingIsOwn)).toEqual([
    { kind: 'resource', what: 'Timeout', count: 2 },
    { kind: 'resource', what: 'UDPWrap', count: 1 },
    { kind: 'thread', what: 'thread', count: 2 },
  ]);
});

test('what was closed later, or opened later, was not there both times', () => {
  const earlier = resources({ TCPSocketWrap: 3, Timeout: 1 }, '1', '2');
  const later = resources({ TCPSocketWrap: 1, UDPWrap: 4 }, '2', '3');
  expect(inBoth(earlier, later)).toEqual({
    handles: new Map([
      ['TCPSocketWrap', 1],
      ['Timeout', 0],
    ]),
    fds: null,
    threads: new Set(['2']),
    children: null,
  });
});

test('a descriptor that was left open is told by its file, unless it is our own', () => {
  // Looking must not leave a number behind that a descriptor of the test's then hides under.
  readResources();
  const before = readResources();
  const descriptor = openSync(__filename, 'r');
  const now = readResources();
  closeSync(descriptor);
  const reopened = openSync(__filename, 'r');
  try {
    expect(resourceChanges(before, now, nothingIsOwn)).toEqual(
      process.platform === 'linux' && isMainThread
        ? [{ kind: 'fd', what: __filename, count: 1 }]
        : [],
    );
    expect(resourceChanges(before, now, (link) => link === __filename)).toEqual([]);
  } finally {
    closeSync(reopened);
  }
});
