// Offers typed as rows of a table: names and numbers as text, read when they are sent.
import type { CatalogueProduct } from '../api/types';
import { parseDate } from '../format/date';
import { fold } from '../format/fold';
import { parseMoney, parseNumber } from '../format/number';
import type { Key } from '../i18n/index.svelte';
import { emptyOffer, withProduct, type OfferDraft } from './offerDraft';

export type Row = {
  id: number;
  product: string;
  quantity: string;
  unit: string;
  from: string;
  to: string;
  ask: string;
};

let next = 1;
export const blankRow = (): Row => ({ id: next++, product: '', quantity: '', unit: 'kg', from: '', to: '', ask: '' });

export const used = (row: Row): boolean =>
  [row.product, row.quantity, row.from, row.to, row.ask].some((text) => text.trim());

/** The product meant by a typed name: the name itself or one of its synonyms, accents aside. */
export function productNamed(name: string, items: CatalogueProduct[]): CatalogueProduct | undefined {
  const wanted = fold(name);
  if (!wanted) return undefined;
  const own = items.find((item) => fold(item.name_vi) === wanted || fold(item.name_en) === wanted);
  return own ?? items.find((item) => item.synonyms.some((synonym) => fold(synonym) === wanted));
}

export function rowFaults(row: Row, items: CatalogueProduct[]): { field: string; key: Key }[] {
  const from = parseDate(row.from);
  const to = parseDate(row.to);
  const checks: [string, Key | false][] = [
    ['product', !productNamed(row.product, items) && 'post.productUnknown'],
    ['quantity', !((parseNumber(row.quantity) ?? 0) > 0) && 'post.quantityNeeded'],
    ['harvest.from', !from && 'post.fromNeeded'],
    ['harvest.to', !to ? 'post.toNeeded' : from !== null && to < from && 'post.toBeforeFrom'],
    ['ask', row.ask.trim() !== '' && parseMoney(row.ask) === null && 'money.wrong'],
  ];
  return checks.flatMap(([field, key]) => (key ? [{ field, key }] : []));
}

export function rowDraft(
  row: Row,
  items: CatalogueProduct[],
  place: string,
): [OfferDraft, CatalogueProduct | undefined] {
  const product = productNamed(row.product, items);
  const start = { ...emptyOffer(place), unit: row.unit };
  const draft = product ? withProduct(start, product) : start;
  return [
    {
      ...draft,
      quantity: parseNumber(row.quantity),
      from: parseDate(row.from) ?? '',
      to: parseDate(row.to) ?? '',
      ask: row.ask.trim() ? parseMoney(row.ask) : null,
    },
    product,
  ];
}
