import { expect, test } from 'vitest';
import { eventsOf, goesOn } from './events';

test('what is on the road cannot be cancelled', () => {
  expect(eventsOf('fulfilling')).not.toContain('cancel');
  expect(eventsOf('cancelled')).toEqual([]);
});

test('only cancelling and disputing are asked about', () => {
  expect(eventsOf('agreed').filter((event) => !goesOn(event))).toEqual(['cancel', 'dispute']);
});
