import { type Parcel, ratesOf } from '../src/shipping';
import { scaled } from '../../shared/scale';
import { work } from '../../shared/work';

const CALLS = 25;
const cities: readonly string[] = ['Lisbon', 'Porto'];

for (let round = 0; round < scaled(400); round++) {
  test(`ships load ${round}`, () => {
    for (let call = 0; call < CALLS; call++) {
      const parcel: Parcel = {
        number: round * CALLS + call,
        city: cities[call % 2] as string,
        grams: 100 * (call % 5),
      };
      expect(ratesOf(parcel).byDay).toHaveLength(250);
    }
    expect(work(15)).toHaveLength(40);
  });
}
