import { expect, test } from 'vitest';
import { cleared, filtersOf, narrowing } from './query';

test('filters are read from the address', () => {
  const filters = filtersOf(new URLSearchParams('q=tom&province=79&sort=price&other=1&state='));
  expect(filters).toEqual({ q: 'tom', province: '79', sort: 'price' });
  expect(narrowing(filters)).toBe(1);
});

test('clearing keeps the order', () => {
  expect(cleared()).toMatchObject({ q: null, province: null });
  expect(cleared()).not.toHaveProperty('sort');
});
