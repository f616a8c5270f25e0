// An offer while it is being written: what the form holds, what is missing, what is sent.
import type { CatalogueProduct, Offer, OfferInput } from '../api/types';
import type { Key } from '../i18n/index.svelte';
import { decimal, priceUnit, typedPrice, typedQuantity, usualUnit } from './units';

export type DraftPhoto = { id: string; thumb_url: string };
export type OfferDraft = {
  product: string;
  state: string;
  grade: string;
  quantity: number | null;
  unit: string;
  minLot: number | null;
  from: string;
  to: string;
  place: string;
  stage: Offer['stage'];
  ask: number | null;
  basis: Offer['basis'];
  deliveredTo: string[];
  certificates: string[];
  photos: DraftPhoto[];
  note: string;
};

export function emptyOffer(place: string): OfferDraft {
  return {
    product: '',
    state: '',
    grade: '',
    quantity: null,
    unit: 'kg',
    minLot: null,
    from: '',
    to: '',
    place,
    stage: 'confirmed',
    ask: null,
    basis: 'farm',
    deliveredTo: [],
    certificates: [],
    photos: [],
    note: '',
  };
}

export function offerDraftOf(offer: Offer): OfferDraft {
  return {
    product: offer.product.id,
    state: offer.state,
    grade: offer.grade ?? '',
    quantity: typedQuantity(offer.quantity, offer),
    unit: offer.unit,
    minLot: typedQuantity(offer.min_lot, offer),
    from: offer.harvest.from,
    to: offer.harvest.to,
    place: offer.place.code,
    stage: offer.stage,
    ask: typedPrice(offer.ask, offer.product),
    basis: offer.basis,
    deliveredTo: offer.delivered_to,
    certificates: offer.certificates.map((certificate) => certificate.id),
    photos: offer.photos.map(({ id, thumb_url }) => ({ id, thumb_url })),
    note: offer.note ?? '',
  };
}

/** A newly chosen product brings its usual state and unit; certificates it cannot carry go. */
export function withProduct(draft: OfferDraft, product: CatalogueProduct): OfferDraft {
  const state = product.states.includes(draft.state) ? draft.state : product.usual_state;
  const unit = product.units.some((u) => u.code === draft.unit) ? draft.unit : usualUnit(product);
  const certificates = draft.certificates.filter((id) => product.certificates.includes(id));
  return { ...draft, product: product.id, state, unit, certificates };
}

export type Faults = Partial<Record<string, Key>>;
export const STEPS = 3;

/** What is missing, by field as the server names it. */
export function offerFaults(draft: OfferDraft, step?: number): Faults {
  const all: [number, string, Key | false][] = [
    [1, 'product', !draft.product && 'post.productNeeded'],
    [2, 'quantity', !(draft.quantity && draft.quantity > 0) && 'post.quantityNeeded'],
    [2, 'min_lot', Boolean(draft.minLot && draft.quantity && draft.minLot > draft.quantity) && 'post.minLotTooBig'],
    [2, 'harvest.from', !draft.from && 'post.fromNeeded'],
    [2, 'harvest.to', !draft.to ? 'post.toNeeded' : draft.to < draft.from && 'post.toBeforeFrom'],
    [2, 'place', !draft.place && 'post.placeNeeded'],
    [3, 'delivered_to', draft.basis === 'delivered' && draft.deliveredTo.length === 0 && 'post.deliveredToNeeded'],
  ];
  const found = all.filter(([at, , key]) => key && (step === undefined || at === step));
  return Object.fromEntries(found.map(([, field, key]) => [field, key as Key]));
}

/** The step on which a field stands, so that a refusal from the server leads there. */
export function stepOf(field: string): number {
  if (/^(product|state|grade)/.test(field)) return 1;
  return /^(quantity|unit|min_lot|harvest|place|stage)/.test(field) ? 2 : 3;
}

export function offerInput(draft: OfferDraft, product: CatalogueProduct | undefined): OfferInput {
  const grade = draft.grade.trim();
  const note = draft.note.trim();
  return {
    product: draft.product,
    ...(draft.state ? { state: draft.state } : {}),
    ...(grade ? { grade } : {}),
    quantity: decimal(draft.quantity ?? 0),
    unit: draft.unit,
    ...(draft.minLot ? { min_lot: decimal(draft.minLot) } : {}),
    harvest: { from: draft.from, to: draft.to },
    place: draft.place,
    ...(draft.ask === null ? {} : { ask: draft.ask, price_unit: product ? priceUnit(product).code : draft.unit }),
    basis: draft.basis,
    ...(draft.basis === 'delivered' ? { delivered_to: draft.deliveredTo } : {}),
    certificates: draft.certificates,
    photos: draft.photos.map((photo) => photo.id),
    stage: draft.stage,
    ...(note ? { note } : {}),
  };
}
