import Sequencer from '@jest/test-sequencer';

/** Test files in random order: Jest's own order puts files of a kind together. */
export default class ShuffledFiles extends Sequencer {
  override sort(tests: Parameters<Sequencer['sort']>[0]): ReturnType<Sequencer['sort']> {
    return [...tests]
      .map((test) => ({ test, key: Math.random() }))
      .toSorted((a, b) => a.key - b.key)
      .map(({ test }) => test);
  }
}
