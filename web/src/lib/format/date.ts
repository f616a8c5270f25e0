// Dates without a time zone as `YYYY-MM-DD` text, instants as ISO text shown in Vietnam's time.
import type { Lang } from './number';

const ZONE = 'Asia/Ho_Chi_Minh';
const DAY = 86_400_000;

const utc = (iso: string): Date => new Date(`${iso}T00:00:00Z`);
const iso = (date: Date): string => date.toISOString().slice(0, 10);

/** Today in Vietnam, whatever the device's zone. */
export function today(now: Date = new Date()): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone: ZONE }).format(now);
}

export function addDays(date: string, days: number): string {
  return iso(new Date(utc(date).getTime() + days * DAY));
}

export function daysBetween(from: string, to: string): number {
  return Math.round((utc(to).getTime() - utc(from).getTime()) / DAY);
}

/** `2026-11-24` as `24/11/2026`. */
export function date(value: string): string {
  const [y, m, d] = value.slice(0, 10).split('-');
  return `${d}/${m}/${y}`;
}

/** A window as `24/11 – 08/12/2026`; the first year only where it differs. */
export function window(from: string, to: string): string {
  if (from === to) return date(from);
  const start = from.slice(0, 4) === to.slice(0, 4) ? date(from).slice(0, 5) : date(from);
  return `${start} – ${date(to)}`;
}

/** A window without the year where nobody could mistake it: `14/12 – 27/12`. */
export function nearWindow(from: string, to: string, base: string = today()): string {
  const near = Math.abs(daysBetween(base, from)) < 300 && Math.abs(daysBetween(base, to)) < 300;
  if (!near) return window(from, to);
  const short = (day: string) => date(day).slice(0, 5);
  return from === to ? short(from) : `${short(from)} – ${short(to)}`;
}

/** An instant as `14:05, 24/11/2026`. */
export function instant(value: string | number): string {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone: ZONE,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(new Date(value));
  const part = (type: string) => parts.find((p) => p.type === type)?.value ?? '';
  return `${part('hour')}:${part('minute')}, ${part('day')}/${part('month')}/${part('year')}`;
}

/** Reads `24/11/2026`, `24-11-26`, `24.11` (this year, or the next where the day is past) into ISO; else null. */
export function parseDate(text: string, base: string = today()): string | null {
  const found = /^\s*(\d{1,2})[/\-. ](\d{1,2})(?:[/\-. ](\d{2}|\d{4}))?\s*$/.exec(text);
  if (!found) return null;
  const [, d = '', m = '', y] = found;
  const year = y ? (y.length === 2 ? `20${y}` : y) : base.slice(0, 4);
  const value = `${year}-${m.padStart(2, '0')}-${d.padStart(2, '0')}`;
  const real = utc(value);
  if (Number.isNaN(real.getTime()) || iso(real) !== value) return null;
  return !y && value < base ? parseDate(`${d}/${m}/${Number(base.slice(0, 4)) + 1}`, base) : value;
}

/** Monday of the week of a date. */
export function monday(value: string): string {
  return addDays(value, -((utc(value).getUTCDay() + 6) % 7));
}

const AGO: [number, Intl.RelativeTimeFormatUnit][] = [
  [86_400, 'day'],
  [3_600, 'hour'],
  [60, 'minute'],
];

/** How long ago, in words: `5 phút trước`, `vừa xong`. */
export function ago(value: string | number, lang: Lang, now = Date.now()): string {
  const seconds = Math.round((now - new Date(value).getTime()) / 1000);
  for (const [size, unit] of AGO) {
    if (seconds >= size) {
      return new Intl.RelativeTimeFormat(lang, { numeric: 'auto' }).format(-Math.floor(seconds / size), unit);
    }
  }
  return lang === 'vi' ? 'vừa xong' : 'just now';
}
