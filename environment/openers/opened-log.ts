import type { OpenedKind, RawPlace, StillOpen } from '../../src/openers/census';

interface Entry {
  readonly place: Place;
  readonly isOpen: () => boolean;
}

interface Place {
  readonly kind: OpenedKind;
  readonly places: readonly RawPlace[];
}

/** What is closed is forgotten when there are twice as many as were open the last time, and so many more. */
const SPARE = 1000;

/** Everything that was opened, by the place that did it, as long as it is open. */
export class OpenedLog {
  private readonly known = new Map<string, Place>();
  private entries: Entry[] = [];
  private mostEntries = SPARE;

  /** @param isOpen must not keep alive what it asks */
  add(kind: OpenedKind, places: readonly RawPlace[], isOpen: () => boolean): void {
    this.entries.push({ place: this.place(kind, places), isOpen });
    if (this.entries.length > this.mostEntries) this.forgetClosed();
  }

  open(): StillOpen[] {
    this.forgetClosed();
    const counts = new Map<Place, number>();
    for (const { place } of this.entries) counts.set(place, (counts.get(place) ?? 0) + 1);
    return [...counts].map(([place, count]) => ({ ...place, count }));
  }

  private forgetClosed(): void {
    this.entries = this.entries.filter(({ isOpen }) => isOpen());
    this.mostEntries = 2 * this.entries.length + SPARE;
  }

  /** One for all that was opened in the same way. */
  private place(kind: OpenedKind, places: readonly RawPlace[]): Place {
    const key = `${kind} ${places.map(({ file, line, column }) => `${file}:${line}:${column}`).join('\n')}`;
    const known = this.known.get(key) ?? { kind, places };
    this.known.set(key, known);
    return known;
  }
}
