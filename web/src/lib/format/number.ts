// Numbers and money as they are written and typed in Vietnam: 1.250.000 đ, 12,5 %.

export type Lang = 'vi' | 'en';

const TAG: Record<Lang, string> = { vi: 'vi-VN', en: 'en-GB' };
const cache = new Map<string, Intl.NumberFormat>();

export function number(value: number, lang: Lang, digits = 0): string {
  const key = `${lang}${digits}`;
  let format = cache.get(key);
  if (!format) {
    format = new Intl.NumberFormat(TAG[lang], { maximumFractionDigits: digits });
    cache.set(key, format);
  }
  return format.format(value);
}

/** Whole đồng: `1.250.000 đ`. */
export function money(dong: number, lang: Lang): string {
  return `${number(dong, lang)}\u00a0đ`;
}

/** Large sums for headings: `1,2 tỷ đ`, `350 triệu đ`. */
export function roundMoney(dong: number, lang: Lang): string {
  const [billion, million] = lang === 'vi' ? ['tỷ', 'triệu'] : ['billion', 'million'];
  if (Math.abs(dong) >= 1e9) return `${number(dong / 1e9, lang, 1)}\u00a0${billion}\u00a0đ`;
  if (Math.abs(dong) >= 1e6) return `${number(dong / 1e6, lang, 0)}\u00a0${million}\u00a0đ`;
  return money(dong, lang);
}

/** A share between 0 and 1 as `64 %`; a trace is never shown as nothing. */
export function percent(share: number, lang: Lang): string {
  if (share > 0 && share < 0.01) return `<\u00a01\u00a0%`;
  return `${number(share * 100, lang)}\u00a0%`;
}

/**
 * Reads a typed number: `1.250`, `1 250`, `1.250,5`, `1,5`, `1.5`, `1,250.5`. A lone separator before exactly three
 * digits groups thousands where it is a dot; a comma is always the decimal sign unless a dot follows it.
 * Returns null where the text is no number.
 */
export function parseNumber(text: string): number | null {
  let s = text.replace(/[\s\u00a0]/g, '');
  if (!/^\d[\d.,]*$/.test(s)) return null;
  const comma = s.lastIndexOf(',');
  const dot = s.lastIndexOf('.');
  if (comma >= 0 && dot >= 0) {
    const [group, point] = comma > dot ? ['.', ','] : [',', '.'];
    s = s.replaceAll(group, '').replace(point, '.');
  } else if (comma >= 0) {
    s = s.split(',').length > 2 ? s.replaceAll(',', '') : s.replace(',', '.');
  } else if (dot >= 0 && /^\d{1,3}(\.\d{3})+$/.test(s)) {
    s = s.replaceAll('.', '');
  }
  const value = Number(s);
  return Number.isFinite(value) ? value : null;
}

/** Reads whole đồng: dots and commas only group. */
export function parseMoney(text: string): number | null {
  const s = text.replace(/[\s\u00a0đ₫]/g, '').replace(/[.,](?=\d{3}(\D|$))/g, '');
  return /^\d{1,13}$/.test(s) ? Number(s) : null;
}
