import { expect, test } from 'vitest';
import type { Capacity } from '$lib/api/types';
import { bodyOf, draftOf, emptyDraft, faultsOf } from './capacities';

const capacity: Capacity = {
  id: '1',
  kind: 'processor',
  name: 'Xưởng Năm Căn',
  place: { code: '32191', name: 'Xã Năm Căn', province_code: '96', province_name: 'Cà Mau' },
  products: [{ id: 'tom-su', name_vi: 'tôm sú', name_en: 'black tiger', base_unit: 'g', category: 'tom' }],
  quantity: null,
  daily_quantity: 2_300_000,
  window: { from: '2026-12-01', to: '2026-12-31' },
  ended: false,
  removed: false,
  provenance: null,
  version: 3,
  updated_at: '2026-11-24T00:00:00Z',
};

test('what is read is what is sent back', () => {
  const draft = draftOf(capacity);
  expect(draft).toMatchObject({ quantity: null, daily: 2.3, place: '32191', products: ['tom-su'] });
  expect(bodyOf(draft)).toEqual({
    kind: 'processor',
    name: 'Xưởng Năm Căn',
    place: '32191',
    products: ['tom-su'],
    quantity: null,
    daily_quantity: '2.3',
    unit: 'tan',
    window: { from: '2026-12-01', to: '2026-12-31' },
  });
  // A third of a tonne is written to the gram, and never as 1e-7 or 0.30000000000000004.
  expect(bodyOf({ ...draft, quantity: 0.1 + 0.2 }).quantity).toBe('0.3');
  expect(bodyOf({ ...draft, quantity: 1 / 3 }).quantity).toBe('0.333333');
  expect(faultsOf(draft)).toEqual([]);
});

test('what is missing is named', () => {
  const missing = faultsOf(emptyDraft()).map((fault) => fault.field);
  expect(missing).toEqual(['name', 'place', 'quantity', 'window.from', 'window.to']);
  const draft = { ...draftOf(capacity), from: '2026-12-10', to: '2026-12-09' };
  expect(faultsOf(draft)).toEqual([{ field: 'window.to', key: 'post.toBeforeFrom' }]);
});
