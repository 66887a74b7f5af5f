import { Screen } from '../../../environment/inside/screen';

const reading = (oldSpace: number, external = 3e6, rss = 100e6) => ({ oldSpace, external, rss });

function screened(values: readonly number[]): boolean {
  const screen = new Screen();
  for (const value of values) screen.add(reading(value));
  return screen.mayGrow();
}

describe('Screen', () => {
  it('rules nothing out with fewer than four readings', () => {
    expect(screened([20e6, 20e6, 20e6])).toBe(true);
  });

  it('says no to what is flat in the later half, whatever it did before', () => {
    expect(screened([5e6, 10e6, 15e6, 20e6, 20e6, 20e6, 20e6, 20e6])).toBe(false);
  });

  it('says no to a sawtooth of garbage', () => {
    expect(screened([20, 30, 40, 20, 30, 40, 20, 30, 40, 20, 30, 40].map((mb) => mb * 1e6))).toBe(
      false,
    );
  });

  it('says yes to valleys that rise', () => {
    expect(screened([20, 30, 22, 32, 24, 34, 26, 36].map((mb) => mb * 1e6))).toBe(true);
  });

  it('after a collection, says no only where no more is there than was left', () => {
    const screen = new Screen();
    screen.collected(reading(20e6));
    screen.add(reading(20.5e6));
    expect(screen.mayGrow()).toBe(false);
    screen.add(reading(20.5e6, 5e6));
    expect(screen.mayGrow()).toBe(true);
    screen.add(reading(20.5e6, 3e6, 102e6));
    expect(screen.mayGrow()).toBe(true);
  });
});
