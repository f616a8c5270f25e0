// A list's filters live in the address, so that a view can be kept, shared and gone back to.

export const FILTERS = [
  'q', 'category', 'product', 'state', 'province', 'certificate', 'stage', 'status', 'from', 'to', 'max_price', 'supplier', 'buyer', 'sort',
] as const; // prettier-ignore
export type Filter = (typeof FILTERS)[number];
export type Filters = Partial<Record<Filter, string>>;

/** The known filters of an address; anything else in it is left alone. */
export function filtersOf(query: URLSearchParams): Filters {
  return Object.fromEntries(FILTERS.flatMap((name) => (query.get(name) ? [[name, query.get(name)]] : [])));
}

/** How many filters narrow the list; the order and the search words are not counted. */
export function narrowing(filters: Filters): number {
  return Object.keys(filters).filter((name) => name !== 'sort' && name !== 'q').length;
}

/** Everything that `Bỏ lọc` takes away. */
export function cleared(): Record<string, null> {
  return Object.fromEntries(FILTERS.filter((name) => name !== 'sort').map((name) => [name, null]));
}
