import { EventEmitter } from 'node:events';
import { ListenerBaseline } from '../../../environment/guard/listener-baseline';

function listener(): void {}

function other(): void {}

function watched(): { emitter: EventEmitter; baseline: ListenerBaseline } {
  const emitter = new EventEmitter();
  emitter.on('old', () => {});
  return { emitter, baseline: new ListenerBaseline([{ name: 'shared', emitter }]) };
}

test('counts what was added to each event and stayed', () => {
  const { emitter, baseline } = watched();
  expect(baseline.changes()).toEqual([]);
  emitter.on('old', listener);
  emitter.on('old', () => {});
  emitter.once('new', other);
  expect(baseline.changes()).toEqual([
    { what: 'shared', event: 'old', realm: 'file', count: 2, value: listener },
    { what: 'shared', event: 'new', realm: 'file', count: 1, value: other },
  ]);
  expect(baseline.changes()).toEqual([]);
});

test('a listener that was removed, or fired once, was not left behind', () => {
  const { emitter, baseline } = watched();
  emitter.on('old', listener).off('old', listener);
  emitter.once('ended', () => {}).emit('ended');
  expect(baseline.changes()).toEqual([]);
});

test('a listener that takes the place of another was added', () => {
  const { emitter, baseline } = watched();
  emitter.removeAllListeners('old');
  emitter.on('old', other);
  expect(baseline.changes()).toMatchObject([{ event: 'old', count: 1, value: other }]);
});

test('reads an emitter whose own methods are broken', () => {
  const { emitter, baseline } = watched();
  emitter.on('new', () => {});
  emitter.eventNames = () => {
    throw new Error('broken');
  };
  expect(baseline.changes()).toMatchObject([{ event: 'new', count: 1 }]);
});

test('an event left without listeners in the table is none', () => {
  const { emitter, baseline } = watched();
  const table = Object.entries(emitter).find(([key]) => key === '_events')?.[1] as object;
  Object.assign(table, { gone: undefined });
  expect(baseline.changes()).toEqual([]);
});
