// A request while it is being written: one product or several that would do, each with its own bid.
import type { CatalogueProduct, Request, RequestInput } from '../api/types';
import type { Key } from '../i18n/index.svelte';
import { decimal, priceUnit, typedPrice, typedQuantity } from './units';
import type { Faults } from './offerDraft';

export type Line = { product: string; bid: number | null };
export type RequestDraft = {
  lines: Line[];
  states: string[];
  grade: string;
  quantity: number | null; // of one day if `daily`
  daily: boolean;
  unit: string;
  minLot: number | null;
  from: string;
  to: string;
  place: string;
  certificates: string[];
  minLifeDays: number;
  urgency: number;
  note: string;
};

export function emptyRequest(place: string): RequestDraft {
  return {
    lines: [],
    states: [],
    grade: '',
    quantity: null,
    daily: false,
    unit: 'kg',
    minLot: null,
    from: '',
    to: '',
    place,
    certificates: [],
    minLifeDays: 1,
    urgency: 3,
    note: '',
  };
}

export function requestDraftOf(request: Request): RequestDraft {
  return {
    lines: request.products.map((line) => ({ product: line.product.id, bid: typedPrice(line.bid, line.product) })),
    states: request.states,
    grade: request.grade ?? '',
    quantity: typedQuantity(request.daily_quantity ?? request.quantity, request),
    daily: request.daily_quantity !== null && request.daily_quantity !== undefined,
    unit: request.unit,
    minLot: typedQuantity(request.min_lot, request),
    from: request.delivery.from,
    to: request.delivery.to,
    place: request.place.code,
    certificates: request.certificates.map((certificate) => certificate.id),
    minLifeDays: request.min_life_days,
    urgency: request.urgency,
    note: request.note ?? '',
  };
}

export function requestFaults(draft: RequestDraft, step?: number): Faults {
  const all: [number, string, Key | false][] = [
    [1, 'products', draft.lines.length === 0 && 'post.productNeeded'],
    [2, 'quantity', !(draft.quantity && draft.quantity > 0) && 'post.quantityNeeded'],
    [2, 'min_lot', Boolean(draft.minLot && draft.quantity && draft.minLot > draft.quantity) && 'post.minLotTooBig'],
    [2, 'delivery.from', !draft.from && 'post.deliveryFromNeeded'],
    [2, 'delivery.to', !draft.to ? 'post.deliveryToNeeded' : draft.to < draft.from && 'post.toBeforeFrom'],
    [2, 'place', !draft.place && 'post.destinationNeeded'],
  ];
  const found = all.filter(([at, , key]) => key && (step === undefined || at === step));
  return Object.fromEntries(found.map(([, field, key]) => [field, key as Key]));
}

export function requestStepOf(field: string): number {
  if (/^products(\[\d+\]\.product)?$/.test(field) || /^states/.test(field)) return 1;
  return /^(quantity|daily_quantity|unit|min_lot|delivery|place)/.test(field) ? 2 : 3;
}

export function requestInput(draft: RequestDraft, first: CatalogueProduct | undefined): RequestInput {
  const grade = draft.grade.trim();
  const note = draft.note.trim();
  return {
    products: draft.lines.map(({ product, bid }) => (bid === null ? { product } : { product, bid })),
    states: draft.states,
    ...(grade ? { grade } : {}),
    [draft.daily ? 'daily_quantity' : 'quantity']: decimal(draft.quantity ?? 0),
    unit: draft.unit,
    ...(draft.minLot ? { min_lot: decimal(draft.minLot) } : {}),
    delivery: { from: draft.from, to: draft.to },
    place: draft.place,
    price_unit: first ? priceUnit(first).code : draft.unit,
    certificates: draft.certificates,
    min_life_days: draft.minLifeDays,
    urgency: draft.urgency,
    ...(note ? { note } : {}),
  };
}
