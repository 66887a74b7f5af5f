import { jestModes, shuffling } from '../jest-modes';

/** How a project is run, and whether the machine has other work meanwhile. */
export interface Condition {
  readonly mode: Mode;
  readonly loaded: boolean;
}

export type Mode = keyof typeof modeArguments;

export const modeArguments = {
  band: jestModes.band,
  workers: jestModes.workers,
  shuffled: [...jestModes.band, ...shuffling],
  'shuffled-workers': [...jestModes.workers, ...shuffling],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export const modes = Object.keys(modeArguments) as readonly Mode[];

/** Ten runs of a project: each mode alone and under load, and two more under load. */
export const tenConditions =
  'band workers+load shuffled-workers band+load workers shuffled+load shuffled shuffled-workers+load band+load workers+load';

export function nameOf({ mode, loaded }: Condition): string {
  return loaded ? `${mode}+load` : mode;
}

/** Conditions by name, separated by spaces or commas. @throws where one is unknown. */
export function parseConditions(names: string): readonly Condition[] {
  return names.split(/[\s,]+/).map((name) => {
    const mode = modes.find((one) => name === one || name === `${one}+load`);
    if (mode === undefined) {
      throw new Error(
        `A mode is one of ${modes.join(', ')}, or one of these with +load, not "${name}".`,
      );
    }
    return { mode, loaded: name !== mode };
  });
}
