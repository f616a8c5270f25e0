import { expect, test } from 'vitest';
import { sorted } from './table';

const rows = [
  { n: 'Đào', v: 2 },
  { n: 'ăn', v: null },
  { n: 'bơ', v: 1 },
  { n: 'Dâu', v: 2 },
];

test('text sorts without accents', () => {
  expect(sorted(rows, (r) => r.n, false).map((r) => r.n)).toEqual(['ăn', 'bơ', 'Đào', 'Dâu']);
});

test('unknown values come last both ways, ties keep their order', () => {
  expect(sorted(rows, (r) => r.v, false).map((r) => r.n)).toEqual(['bơ', 'Đào', 'Dâu', 'ăn']);
  expect(sorted(rows, (r) => r.v, true).map((r) => r.n)).toEqual(['Đào', 'Dâu', 'bơ', 'ăn']);
});

test('without a column the rows stay', () => expect(sorted(rows, undefined, true)).toBe(rows));
