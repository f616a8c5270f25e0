// The formats in the page's language, so that a page writes `show.money(x)`.
import type { Place, Product } from '../api/types';
import { language, t } from '../i18n/index.svelte';
import { date, instant, nearWindow, window } from './date';
import * as n from './number';
import * as q from './quantity';

type Range = { from: string; to: string };

export const show = {
  number: (value: number, digits = 0) => n.number(value, language.lang, digits),
  money: (dong: number) => n.money(dong, language.lang),
  roundMoney: (dong: number) => n.roundMoney(dong, language.lang),
  percent: (share: number) => n.percent(share, language.lang),
  tonnes: (grams: number) => q.tonnes(grams, language.lang),
  quantity: (amount: number, product: Product | undefined) =>
    q.quantity(amount, product?.base_unit ?? 'g', language.lang, t('unit.piece')),
  /** A price per 1,000 base units, written per kg, per litre or per piece. */
  price(per1000: number, product: Product | undefined): string {
    const base = product?.base_unit ?? 'g';
    const dong = base === 'piece' ? Math.round(per1000 / 1000) : per1000;
    return `${n.money(dong, language.lang)}/${q.priceUnit(base, language.lang, t('unit.piece'))}`;
  },
  /** `Năm Căn, Cà Mau`; a province alone is named once. */
  place: ({ name, province_name }: Place) => (name === province_name ? name : `${name}, ${province_name}`),
  date,
  instant,
  range: ({ from, to }: Range) => window(from, to),
  nearRange: ({ from, to }: Range) => nearWindow(from, to),
};
