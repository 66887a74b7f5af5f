import type { Circus } from '@jest/types';

type Block = Circus.DescribeBlock;
type Test = Circus.TestEntry;

const REPEATED = Symbol('jest-tidemark repeated');

/** Whether a test is a copy that is run again: neither Jest's reporters nor our own marks shall see it. */
export function isRepeated(test: object): boolean {
  return Object.hasOwn(test, REPEATED);
}

/** All tests below a describe block, in the order in which they run. */
export function testsBelow(block: Block): Test[] {
  return block.children.flatMap((child) => (child.type === 'test' ? [child] : testsBelow(child)));
}

/** As `describe` and test names are shown: `outer inner test`. */
export function fullName(node: Block | Test): string {
  return lineage(node)
    .map(({ name }) => name)
    .join(' ');
}

/** From the outermost describe block to the node, without Jest's root block. */
export function lineage(node: Block | Test): (Block | Test)[] {
  return node.parent === undefined ? [] : [...lineage(node.parent), node];
}

/** A describe block that can be put among the children of Jest's root block, to be run once. */
export interface Copy {
  readonly block: Block;
  readonly tests: readonly { readonly original: Test; readonly copy: Test }[];
}

/**
 * Copies those of a file's tests that are wanted, each within copies of its describe blocks, so that
 * `beforeAll` and `afterAll` of the blocks run, and not of blocks without a wanted test. A copy's parent is
 * the original block: its names and its `beforeEach` hooks are found there. The hooks of the root block are
 * run by Jest before and after all else, once, as ever.
 *
 * @param bodies functions of tests that Jest has replaced by now
 * @param fixedOrder whether Jest would shuffle the children of each copy anew
 */
export function copyTests(
  root: Block,
  wanted: ReadonlySet<Test>,
  bodies: ReadonlyMap<Test, Test['fn']>,
  fixedOrder: boolean,
): Copy {
  const tests: { original: Test; copy: Test }[] = [];
  const copyBlock = (block: Block): Block => {
    const children: Block['children'] = [];
    for (const child of block.children) {
      if (child.type === 'describeBlock') {
        const inner = copyBlock(child);
        if (inner.children.length > 0) children.push(inner);
      } else if (wanted.has(child)) {
        const copy = copyTest(child, bodies.get(child) ?? child.fn);
        tests.push({ original: child, copy });
        children.push(copy);
      }
    }
    const copy: Block = { ...block, children, tests: [] };
    return fixedOrder ? unshuffled(copy) : copy;
  };
  return { block: { ...copyBlock(root), hooks: [] }, tests };
}

/** A test without a body: in the place of another, with the hooks around it, or alone, with none. */
export function copyEmptyTest(root: Block, place: Test | null): Copy {
  const [some] = testsBelow(root);
  const model = place ?? some;
  if (model === undefined) throw new Error('A file without tests has no empty test.');
  const nowhere: Block = { ...root, hooks: [], children: [], tests: [] };
  const copy: Test = {
    ...copyTest(model, () => {}),
    name: 'empty test',
    failing: false,
    concurrent: place?.concurrent ?? false,
    ...(place === null ? { parent: nowhere } : {}),
  };
  const within = place === null ? [] : lineage(place.parent);
  const block = within.reduceRight<Block | Test>(
    (child, outer) => ({ ...(outer as Block), children: [child], tests: [] }),
    copy,
  );
  return {
    block: { ...root, hooks: [], children: [block], tests: [] },
    tests: [{ original: model, copy }],
  };
}

/** What the test is, is shared; what Jest writes to it while it runs is its own. */
function copyTest(test: Test, fn: Test['fn']): Test {
  return { ...test, fn, [REPEATED]: true, ...notRun() } as Test;
}

/** Makes a copy ready to be run again. */
export function startOver({ tests }: Copy): void {
  for (const { copy } of tests) Object.assign(copy, notRun());
}

function notRun(): Partial<Test> {
  return {
    errors: [],
    retryReasons: [],
    status: null,
    duration: null,
    startedAt: null,
    invocations: 0,
    numPassingAsserts: 0,
    seenDone: false,
    unhandledRejectionErrorByPromise: new Map(),
  };
}

/** With `--randomize` Jest shuffles a block's children in place, and sets them; the order of the first run stands. */
export function unshuffled(block: Block): Block {
  const { children } = block;
  return Object.defineProperty(block, 'children', {
    enumerable: true,
    get: () => [...children],
    set: () => {},
  });
}

export function emptyBlock(parent: Block, name: string): Block {
  return { ...parent, name, parent, hooks: [], children: [], tests: [] };
}
