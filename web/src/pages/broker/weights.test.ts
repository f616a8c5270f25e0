import { expect, test } from 'vitest';
import { GROUPS, LEXIMIN, flat, nested } from './weights';

const weights = {
  handling_per_kg: 200,
  freshness_per_kg: 2000,
  stability_per_kg: 100,
  fairness: { per_kg: 0, leximin: false },
  unsold_per_kg: { days_3: 5000, days_10: 3000, days_60: 1500, longer: 300 },
  unmet_per_kg: { urgency_1: 500, urgency_2: 1000, urgency_3: 2000, urgency_4: 4000, urgency_5: 8000 },
  near_misses: { days: 14, price_percent: 30, per_post: 3 },
};

test('weights survive the form', () => expect(nested(flat(weights))).toEqual(weights));

test('every weight has its field', () => {
  const asked = [...GROUPS.flatMap(({ fields }) => [...fields]), LEXIMIN];
  expect(asked.toSorted()).toEqual(Object.keys(flat(weights)).toSorted());
});
