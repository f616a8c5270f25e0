// The formats in the page's language, so that a page writes `show.money(x)`.
import type { Place, Product } from '../api/types';
import { language, t } from '../i18n/index.svelte';
import { typedPrice } from '../post/units';
import { date, instant, nearWindow, window } from './date';
import * as n from './number';
import * as q from './quantity';

type Range = { from: string; to: string };

const unitOfPrice = (product: Product | undefined) =>
  q.priceUnit(product?.base_unit ?? 'g', language.lang, t('unit.piece'));

export const show = {
  number: (value: number, digits = 0) => n.number(value, language.lang, digits),
  money: (dong: number) => n.money(dong, language.lang),
  roundMoney: (dong: number) => n.roundMoney(dong, language.lang),
  percent: (share: number) => n.percent(share, language.lang),
  tonnes: (grams: number) => q.tonnes(grams, language.lang),
  quantity: (amount: number, product: Product | undefined) =>
    q.quantity(amount, product?.base_unit ?? 'g', language.lang, t('unit.piece')),
  /** A price per 1,000 base units, written per kg, per litre or per piece. */
  price: (per1000: number, product: Product | undefined) =>
    `${n.money(typedPrice(per1000, product) ?? 0, language.lang)}/${unitOfPrice(product)}`,
  /** Two such prices: `20.000 – 22.500 đ/kg`, or one where they are the same. */
  priceRange(low: number, high: number | null, product: Product | undefined): string {
    if (high === null || high === low) return show.price(low, product);
    return `${n.number(typedPrice(low, product) ?? 0, language.lang)} – ${show.price(high, product)}`;
  },
  /** A place in a narrow column: `Xã Năm Căn`, `Hồ Chí Minh`. */
  placeName: (place: Place) => (place.code === place.province_code ? place.province_name : place.name),
  /** `Xã Năm Căn, Cà Mau`; a province is named once, without its kind. */
  place: (place: Place) =>
    place.code === place.province_code ? place.province_name : `${place.name}, ${place.province_name}`,
  date,
  instant,
  range: ({ from, to }: Range) => window(from, to),
  nearRange: ({ from, to }: Range) => nearWindow(from, to),
};
