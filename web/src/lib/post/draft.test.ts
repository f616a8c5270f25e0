import { expect, test } from 'vitest';
import type { CatalogueProduct } from '../api/types';
import { emptyOffer, offerFaults, offerInput, stepOf, withProduct } from './offerDraft';
import { emptyRequest, requestFaults, requestInput, requestStepOf } from './requestDraft';
import { decimal, priceUnit, typedPrice } from './units';

const shrimp: CatalogueProduct = {
  id: 'tom-su',
  name_vi: 'tôm sú',
  scientific_name: 'Penaeus monodon',
  name_en: 'black tiger shrimp',
  category: 'tom',
  synonyms: [],
  base_unit: 'g',
  usual_state: 'live',
  states: ['live', 'fresh'],
  units: [
    { code: 'tan', name_vi: 'tấn', base: 1_000_000 },
    { code: 'kg', name_vi: 'kg', base: 1_000 },
  ],
  harvest_months: [],
  band: null,
  certificates: ['asc'],
  is_generic: false,
};

test('prices are per kg whatever unit the quantity is in', () => {
  expect(priceUnit(shrimp).code).toBe('kg');
  const draft = { ...emptyOffer('32140'), product: 'tom-su', quantity: 1.25, unit: 'tan', ask: 210_000 };
  expect(offerInput(draft, shrimp)).toMatchObject({ quantity: '1.25', unit: 'tan', ask: 210_000, price_unit: 'kg' });
  expect(typedPrice(3_500_000, { ...shrimp, base_unit: 'piece' })).toBe(3500);
});

test('decimals carry no binary noise', () => expect(decimal(0.1 + 0.2)).toBe('0.3'));

test('a product brings its state and drops what it cannot carry', () => {
  const draft = { ...emptyOffer(''), certificates: ['asc', 'ocop-3'], state: 'frozen', unit: 'qua' };
  expect(withProduct(draft, shrimp)).toMatchObject({ state: 'live', unit: 'kg', certificates: ['asc'] });
});

test('an empty offer names every missing field, a step only its own', () => {
  const fields = ['product', 'quantity', 'harvest.from', 'harvest.to', 'place'];
  expect(Object.keys(offerFaults(emptyOffer('')))).toEqual(fields);
  expect(Object.keys(offerFaults(emptyOffer('x'), 1))).toEqual(['product']);
  const draft = { ...emptyOffer('x'), product: 'tom-su', quantity: 2, minLot: 3, from: '2026-12-02', to: '2026-12-01' };
  expect(offerFaults(draft)).toEqual({ min_lot: 'post.minLotTooBig', 'harvest.to': 'post.toBeforeFrom' });
});

test('a request sends a bid only where there is one', () => {
  const draft = {
    ...emptyRequest('79'),
    lines: [
      { product: 'tom-su', bid: null },
      { product: 'tom-the', bid: 9 },
    ],
  };
  expect(requestInput(draft, shrimp).products).toEqual([{ product: 'tom-su' }, { product: 'tom-the', bid: 9 }]);
  expect(requestFaults(draft, 1)).toEqual({});
});

test('a field refused by the server leads to its step', () => {
  expect(['product', 'harvest.to', 'ask'].map(stepOf)).toEqual([1, 2, 3]);
  expect(['products[0].product', 'delivery.from', 'products[0].bid'].map(requestStepOf)).toEqual([1, 2, 3]);
});
