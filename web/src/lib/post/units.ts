// Units of a post: quantities are typed in a trade unit, prices per kg, per litre or per piece.
import type { CatalogueProduct, Offer } from '../api/types';
import type { Base } from '../format/quantity';

/** The unit that prices of a product are told in: the one of 1,000 g or ml, or of one piece. */
export function priceUnit(product: CatalogueProduct): { code: string; name: string } {
  const size = product.base_unit === 'piece' ? 1 : 1_000;
  const unit = product.units.find((u) => u.base === size) ?? product.units[0];
  return { code: unit?.code ?? 'kg', name: unit?.name_vi ?? 'kg' };
}

/** The first unit offered in a form: kg, litre, or piece. */
export const usualUnit = (product: CatalogueProduct): string => priceUnit(product).code;

/** A price as typed, from one per 1,000 base units. */
export function typedPrice(per1000: number | null, product: { base_unit: Base } | undefined): number | null {
  if (per1000 === null) return null;
  return product?.base_unit === 'piece' ? Math.round(per1000 / 1_000) : per1000;
}

/** A quantity as typed in the post's own unit. */
export function typedQuantity(amount: number | null, post: Pick<Offer, 'unit_base'>): number | null {
  return amount === null ? null : amount / (post.unit_base || 1);
}

/** A typed number as the decimal text that the server takes: no exponent, no noise of binary fractions. */
export function decimal(value: number): string {
  return String(Number(value.toFixed(6)));
}
