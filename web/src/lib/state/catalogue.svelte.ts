// Products, units, certificates and places, read once and kept while the page lives.
import { adminUnits, products } from '../api/first';
import type { AdminUnit, Catalogue, CatalogueProduct, Product, TradeUnit } from '../api/types';
import { language } from '../i18n/index.svelte';

let catalogue: Promise<Catalogue> | null = null;
let provinceList: Promise<AdminUnit[]> | null = null;
const communeLists = new Map<string, Promise<AdminUnit[]>>();

/** Keeps a promise, but not a failed one. */
function kept<T>(promise: Promise<T>, forget: () => void): Promise<T> {
  promise.catch(forget);
  return promise;
}

export function loadCatalogue(): Promise<Catalogue> {
  return (catalogue ??= kept(products.all(), () => (catalogue = null)));
}

export function loadProvinces(): Promise<AdminUnit[]> {
  const fetched = () => adminUnits.provinces().then((list) => list.items);
  return (provinceList ??= kept(fetched(), () => (provinceList = null)));
}

export function loadCommunes(province: string): Promise<AdminUnit[]> {
  const known = communeLists.get(province);
  if (known) return known;
  const fetched = adminUnits.communes(province).then((list) => list.items);
  communeLists.set(province, fetched);
  return kept(fetched, () => communeLists.delete(province));
}

export function productName(product: Product | CatalogueProduct): string {
  const name = language.lang === 'vi' ? product.name_vi : product.name_en;
  return name.charAt(0).toUpperCase() + name.slice(1);
}

const USUAL = ['kg', 'tan', 'lit', 'qua', 'chuc', 'ta', 'yen'];

/** Units a quantity of the product is traded in, the usual first. */
export function unitsOf(product: CatalogueProduct | undefined): { code: string; name: string }[] {
  const rank = (code: string) => USUAL.indexOf(code) + 1 || USUAL.length + 1;
  const units = (product?.units ?? []).toSorted((a, b) => rank(a.code) - rank(b.code));
  return units.map((unit) => ({ code: unit.code, name: unit.name_vi }));
}

export function unitOf(product: CatalogueProduct | undefined, code: string): TradeUnit | undefined {
  return product?.units.find((unit) => unit.code === code);
}
