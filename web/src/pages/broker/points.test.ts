import { expect, test } from 'vitest';
import type { PointSum } from '$lib/api/types';
import { full, limits, parts, worth } from './points';

const point: PointSum = {
  point: 'Cảng Năm Căn',
  capacity: 20_000_000,
  daily_capacity: null,
  offered: 30_000_000,
  sold: 10_000_000,
  promised: 10_000_000,
  worth: 2_500,
  place: null,
  window: null,
};

test('a bar holds what is promised, what goes through, what is offered and the limit', () => {
  expect(parts(point)).toEqual({ through: '50%', offered: '100%', limit: '50%' });
  const roomy = { ...point, promised: 0, offered: 5_000_000, sold: 5_000_000 };
  expect(parts(roomy)).toEqual({ through: '25%', offered: '25%', limit: '100%' });
  expect(parts({ ...roomy, capacity: null, daily_capacity: 1_000_000 }).limit).toBe(null);
  expect(parts({ ...roomy, offered: 0, sold: 0, capacity: 0 })).toEqual({ through: '0%', offered: '0%', limit: '0%' });
});

test('a point is full when it takes no more', () => {
  expect(full(point)).toBe(true);
  expect(full({ ...point, worth: 0 })).toBe(true);
  expect(full({ ...point, worth: 0, promised: 9_999_999 })).toBe(false);
  expect(full({ ...point, worth: 0, capacity: null, daily_capacity: 5 })).toBe(false);
});

test('limits that there are not are not said, nor a worth of nothing', () => {
  expect(limits(point)).toHaveLength(1);
  expect(limits({ capacity: 1, daily_capacity: 1 })).toHaveLength(2);
  expect(worth(point)).toBe('points.worth');
  expect(worth({ worth: 0 })).toBe('points.enough');
});
