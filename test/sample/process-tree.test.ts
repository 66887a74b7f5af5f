import { ProcessTree } from '../../src/sample/process-tree';

/** 10 jest, 20 and 30 its workers, 21 a child of 20, 22 of 21. */
function family(): ProcessTree {
  const tree = new ProcessTree();
  for (const [pid, ppid] of [
    [10, 1],
    [20, 10],
    [30, 10],
    [21, 20],
    [22, 21],
  ] as const) {
    tree.add({ id: `${pid}@0`, pid, ppid });
  }
  return tree;
}

const pids = (tree: ProcessTree, ...covered: string[]): number[] =>
  tree.uncovered(new Set(covered)).map((member) => member.pid);

describe('ProcessTree', () => {
  it('leaves out a covered process and all below it', () => {
    expect(pids(family())).toEqual([10, 20, 30, 21, 22]);
    expect(pids(family(), '20@0')).toEqual([10, 30]);
    expect(pids(family(), '21@0')).toEqual([10, 20, 30]);
    expect(pids(family(), '10@0')).toEqual([]);
  });

  it('takes a pid with another start for another process', () => {
    expect(pids(family(), '20@99')).toEqual([10, 20, 30, 21, 22]);
  });

  it('hands the orphans of a covered process that ended back', () => {
    const tree = family();
    tree.remove(20);
    expect(pids(tree, '20@0')).toEqual([10, 30, 21, 22]);
  });

  it('keeps orphans covered by a process further up', () => {
    const tree = family();
    tree.remove(21);
    expect(pids(tree, '20@0')).toEqual([10, 30]);
  });
});
