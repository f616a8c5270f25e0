import { expect, test } from 'vitest';
import type { Run } from '$lib/api/types';
import { gap, going, progressOf, seconds } from './runs';

const run = {
  status: 'running',
  progress: { done: 3, total: 12 },
  started_at: '2026-11-24T00:00:00Z',
  finished_at: null,
  objective: null,
  bound: null,
} as Run;

test('a run that goes on', () => {
  expect(going(run)).toBe(true);
  expect(progressOf(run)).toBe(0.25);
  expect(seconds(run)).toBeNull();
  expect(gap(run)).toBeNull();
});

test('a run that is done', () => {
  const done = { ...run, status: 'done', finished_at: '2026-11-24T00:00:01.500Z', objective: -200, bound: -202 } as Run;
  expect(going(done)).toBe(false);
  expect(progressOf(done)).toBe(1);
  expect(seconds(done)).toBe(1.5);
  expect(gap(done)).toBeCloseTo(0.01);
});
