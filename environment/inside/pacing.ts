/**
 * When to look again: the next look lies a fixed ratio further on than the last, so that looks get rarer
 * as a run gets longer, and yet some always fall into its last quarter.
 */
export class Pacing {
  readonly #ratio: number;
  readonly #first: number;
  #next: number;

  /** `first`: where the first look is due; `ratio`: 1 means at every opportunity. */
  constructor(first: number, ratio: number) {
    this.#first = first;
    this.#ratio = ratio;
    this.#next = first;
  }

  due(position: number): boolean {
    return position >= this.#next;
  }

  /** A look was taken here. */
  looked(position: number): void {
    this.#next = position * this.#ratio;
  }

  /** `first`: from here on instead of what it was made with. */
  restart(first = this.#first): void {
    this.#next = first;
  }
}
