// A search lives in its address: whoever opens the link sees the same.
import type { Query } from '$lib/api/http';

/** Facets that can be chosen from, in the order in which they are shown. */
export const FACETS = [
  'category', 'product', 'state', 'province', 'commune', 'week', 'price_band', 'volume_band', 'grade', 'certificate',
  'confidence', 'party_kind',
] as const; // prettier-ignore
export type Facet = (typeof FACETS)[number];

const OTHERS = [
  'q', 'kind', 'price_min', 'price_max', 'volume_min', 'volume_max', 'from', 'to', 'near', 'within_km', 'deliver_to',
  'deliver_by', 'sort', 'page',
] as const; // prettier-ignore
export type Name = Facet | (typeof OTHERS)[number];

/** The parameters of a search in an address; anything else in it is left alone. */
export function searchOf(query: URLSearchParams): Partial<Record<Name, string>> {
  const names: readonly Name[] = [...FACETS, ...OTHERS];
  return Object.fromEntries(names.flatMap((name) => (query.get(name) ? [[name, query.get(name)]] : [])));
}

/** The chosen values of a facet. A grade is one value, commas and all. */
export function chosen(facet: Facet, text: string | undefined): string[] {
  if (!text) return [];
  return facet === 'grade' ? [text] : text.split(',');
}

/** The parameter of a facet after `value` was pressed: chosen, or given up; null where none is left. */
export function pressed(facet: Facet, text: string | undefined, value: string): string | null {
  const now = chosen(facet, text);
  if (now.includes(value)) return now.filter((other) => other !== value).join(',') || null;
  return facet === 'grade' ? value : [...now, value].join(',');
}

/** How many parameters narrow the search besides its text, its kind and its order. */
export function narrowing(search: Partial<Record<Name, string>>): number {
  return Object.keys(search).filter((name) => !['q', 'kind', 'sort', 'page'].includes(name)).length;
}

/** What a kept search holds: everything but the page and the order; numbers as numbers. */
export function keepable(search: Partial<Record<Name, string>>): Query {
  const numbers = ['price_min', 'price_max', 'volume_min', 'volume_max', 'within_km'];
  return Object.fromEntries(
    Object.entries(search)
      .filter(([name]) => name !== 'page' && name !== 'sort')
      .map(([name, value]) => [name, numbers.includes(name) ? Number(value) : value]),
  );
}

/** The address of a kept search. */
export function address(query: Record<string, unknown>): string {
  const given = Object.entries(query).filter(([, value]) => value !== null && value !== undefined && value !== '');
  return `/tim?${new URLSearchParams(given.map(([name, value]) => [name, String(value)]))}`;
}

/** The pages to offer around the one that is shown; 0 stands for a gap. */
export function pagesAround(page: number, pages: number): number[] {
  const near = [1, page - 1, page, page + 1, pages].filter((n) => n >= 1 && n <= pages);
  const sorted = [...new Set(near)].sort((a, b) => a - b);
  return sorted.flatMap((n, i) => (i > 0 && n - (sorted[i - 1] ?? n) > 1 ? [0, n] : [n]));
}
