// Quantities: integers in the product's base unit (g, ml or piece), shown in the unit people trade in.
import { number, type Lang } from './number';

export type Base = 'g' | 'ml' | 'piece';
type Scale = { per: number; vi: string; en: string; digits: number };

const GRAMS: Scale[] = [
  { per: 1_000_000, vi: 'tấn', en: 't', digits: 2 },
  { per: 1_000, vi: 'kg', en: 'kg', digits: 1 },
  { per: 1, vi: 'g', en: 'g', digits: 0 },
];
const LITRES: Scale[] = [
  { per: 1_000, vi: 'lít', en: 'l', digits: 1 },
  { per: 1, vi: 'ml', en: 'ml', digits: 0 },
];
const PIECES: Scale[] = [{ per: 1, vi: 'cái', en: 'pcs', digits: 0 }];

export function quantity(amount: number, base: Base, lang: Lang, piece?: string): string {
  const scales = base === 'g' ? GRAMS : base === 'ml' ? LITRES : PIECES;
  const scale = scales.find((s) => amount >= s.per) ?? scales[scales.length - 2] ?? PIECES[0];
  if (!scale) return String(amount);
  const unit = base === 'piece' && piece ? piece : scale[lang];
  return `${number(amount / scale.per, lang, scale.digits)}\u00a0${unit}`;
}

/** Base units per unit of price: prices are per kg, per litre or per piece. */
export function pricePer(base: Base): number {
  return base === 'piece' ? 1 : 1_000;
}

export function priceUnit(base: Base, lang: Lang, piece?: string): string {
  if (base === 'g') return 'kg';
  if (base === 'ml') return lang === 'vi' ? 'lít' : 'l';
  return piece ?? PIECES[0]?.[lang] ?? '';
}

/** Tonnes for totals, with one decimal below a hundred: `2.652 tấn`, `12,5 tấn`. */
export function tonnes(grams: number, lang: Lang): string {
  const t = grams / 1_000_000;
  return `${number(t, lang, t < 100 ? 1 : 0)}\u00a0${lang === 'vi' ? 'tấn' : 't'}`;
}
