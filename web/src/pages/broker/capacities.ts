// What a collection point or processor can take, as it is typed: tonnes in the form, grams on the market.
import type { Capacity, CapacityInput, CapacityKind } from '$lib/api/types';
import type { Key } from '$lib/i18n/index.svelte';

export type Draft = {
  kind: CapacityKind;
  name: string;
  place: string;
  products: string[];
  /** Tonnes in all of its days. */
  quantity: number | null;
  /** Tonnes on any one day. */
  daily: number | null;
  from: string;
  to: string;
};

const TONNE = 1_000_000;
const tonnes = (grams: number | null): number | null => (grams === null ? null : grams / TONNE);
// Grams to the last digit, whatever binary fractions make of a division.
const decimal = (amount: number | null): string | null => (amount === null ? null : String(Number(amount.toFixed(6))));

export const emptyDraft = (): Draft => ({
  kind: 'collection_point',
  name: '',
  place: '',
  products: [],
  quantity: null,
  daily: null,
  from: '',
  to: '',
});

export const draftOf = (capacity: Capacity): Draft => ({
  kind: capacity.kind,
  name: capacity.name,
  place: capacity.place.code,
  products: capacity.products.map((product) => product.id),
  quantity: tonnes(capacity.quantity),
  daily: tonnes(capacity.daily_quantity),
  from: capacity.window.from,
  to: capacity.window.to,
});

export const bodyOf = (draft: Draft): CapacityInput => ({
  kind: draft.kind,
  name: draft.name.trim(),
  place: draft.place,
  products: draft.products,
  quantity: decimal(draft.quantity),
  daily_quantity: decimal(draft.daily),
  unit: 'tan',
  window: { from: draft.from, to: draft.to },
});

/** What is missing, by field. */
export function faultsOf(draft: Draft): { field: string; key: Key }[] {
  const checks: [string, Key | false][] = [
    ['name', !draft.name.trim() && 'capacities.nameNeeded'],
    ['place', !draft.place && 'capacities.placeNeeded'],
    ['quantity', draft.quantity === null && draft.daily === null && 'capacities.amountNeeded'],
    ['window.from', !draft.from && 'capacities.fromNeeded'],
    [
      'window.to',
      !draft.to ? 'capacities.toNeeded' : draft.from !== '' && draft.to < draft.from && 'post.toBeforeFrom',
    ],
  ];
  return checks.flatMap(([field, key]) => (key ? [{ field, key }] : []));
}
