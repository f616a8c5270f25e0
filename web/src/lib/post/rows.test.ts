import { expect, test } from 'vitest';
import type { CatalogueProduct } from '../api/types';
import { blankRow, productNamed, rowDraft, rowFaults, used } from './rows';

const items = [
  {
    id: 'tom-su',
    name_vi: 'tôm sú',
    name_en: 'black tiger shrimp',
    synonyms: ['sú'],
    states: ['live'],
    usual_state: 'live',
    units: [{ code: 'kg', name_vi: 'kg', base: 1000 }],
    certificates: [],
  },
] as unknown as CatalogueProduct[];
const row = {
  ...blankRow(),
  product: 'Tom su',
  quantity: '1.250,5',
  from: '1/12/2026',
  to: '5/12/2026',
  ask: '210.000',
};

test('a product is found by name or synonym, accents aside', () => {
  expect(productNamed(' TÔM  SÚ ', items)?.id).toBe('tom-su');
  expect(productNamed('su', items)?.id).toBe('tom-su');
  expect(productNamed('cua', items)).toBeUndefined();
});

test('a typed row becomes a draft', () => {
  expect(rowFaults(row, items)).toEqual([]);
  expect(rowDraft(row, items, '32140')[0]).toMatchObject({ quantity: 1250.5, from: '2026-12-01', ask: 210_000 });
});

test('an empty row is not used, a half one is refused field by field', () => {
  expect(used(blankRow())).toBe(false);
  const half = { ...blankRow(), product: 'tôm sú', to: '5/12/2026', ask: 'x' };
  expect(rowFaults(half, items).map((fault) => fault.field)).toEqual(['quantity', 'harvest.from', 'ask']);
});
