import type { LeakingProject } from './leak-projects';

/** In powers of ten, as what a project keeps is counted; 3 digits. */
export function formatKept(bytes: number): string {
  if (bytes < 999.5) return `${Math.round(bytes)} B`;
  return bytes < 999_500 ? `${digits(bytes / 1e3)} kB` : `${digits(bytes / 1e6)} MB`;
}

/** `24 kB a test`: what is kept in all, evenly spread. */
export function formatRate({ retainedBytes, over }: LeakingProject): string {
  const one = over.replace(/^\d+ (.*)s$/, '$1');
  return `${formatKept(rateOf({ retainedBytes, over }))} a ${one}`;
}

export function rateOf({ retainedBytes, over }: Pick<LeakingProject, 'retainedBytes' | 'over'>) {
  return retainedBytes / Number.parseInt(over, 10);
}

function digits(number: number): string {
  return Number(number.toPrecision(3)).toString();
}
