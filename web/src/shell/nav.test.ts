import { expect, test } from 'vitest';
import type { Role } from '../lib/api/types';
import { current, rail, tabs } from './nav';

const having =
  (...mine: Role[]) =>
  (...roles: Role[]) =>
    roles.some((role) => mine.includes(role));

test('every phone has four tabs', () => {
  for (const roles of [[], ['supplier'], ['broker']] as Role[][]) expect(tabs(having(...roles))).toHaveLength(4);
});

test('the rail shows what a person may do', () => {
  expect(rail(having()).map((group) => group.label)).toEqual(['nav.group.market']);
  expect(rail(having('buyer')).flatMap((group) => group.ways.map((way) => way.href))).not.toContain('/san');
  expect(rail(having('broker')).at(-1)?.ways[0]?.href).toBe('/dieu-phoi');
});

test('only the closest way is the current one', () => {
  const ways = rail(having('supplier')).flatMap((group) => group.ways);
  const at = (path: string) => ways.filter((way) => current(way, path, ways)).map((way) => way.href);
  expect(at('/')).toEqual(['/']);
  expect(at('/cua-toi/de-xuat')).toEqual(['/cua-toi/de-xuat']);
  expect(at('/chao-ban/42')).toEqual(['/chao-ban']);
  expect(at('/dang-tin/ban')).toEqual(['/dang-tin']);
});
