import vm from 'node:vm';
import { markRealm } from '../../../environment/inside/realm-marker';

const realm = () => vm.runInContext('globalThis', vm.createContext({})) as object;

test('no test meets the mark, and no cleaning up removes it', () => {
  const global = realm();
  const before = { ...global };
  markRealm(global, 7);
  expect({ ...global }).toEqual(before);
  expect(global).toEqual(realm());
  expect(Object.keys(Object.getOwnPropertyDescriptors(global))).toEqual(
    Object.keys(Object.getOwnPropertyDescriptors(realm())),
  );
  const [mark = ''] = Object.getOwnPropertySymbols(global);
  expect(Reflect.deleteProperty(global, mark)).toBe(false);
  expect(Object.prototype.toString.call(Reflect.get(global, mark))).toBe('[object TidemarkFile_7]');
});

test('a global that takes no properties is left as it is', () => {
  const frozen = Object.freeze({});
  expect(() => markRealm(frozen, 1)).not.toThrow();
  const deaf = new Proxy({}, { defineProperty: () => false });
  expect(() => markRealm(deaf, 1)).not.toThrow();
});
