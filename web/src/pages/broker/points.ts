// What goes through a collection point, in shares of a bar and in words.
import type { PointSum } from '$lib/api/types';
import { show } from '$lib/format/show.svelte';
import { t } from '$lib/i18n/index.svelte';

/** Shares of the longer of what is offered and what the point takes, as widths. */
export function parts(point: PointSum): { through: string; offered: string; limit: string | null } {
  // What is promised already has its place before everything else.
  const offered = point.promised + point.offered;
  const whole = Math.max(offered, point.capacity ?? 0, 1);
  const share = (grams: number) => `${Math.round((1_000 * Math.min(grams, whole)) / whole) / 10}%`;
  return {
    through: share(point.promised + point.sold),
    offered: share(offered),
    limit: point.capacity === null ? null : share(point.capacity),
  };
}

/** Nothing more goes through it, or what would is worth more than what does. */
export const full = (point: PointSum): boolean =>
  point.worth > 0 || (point.capacity !== null && point.promised + point.sold >= point.capacity);

/** What it takes, in all and a day. */
export function limits(point: Pick<PointSum, 'capacity' | 'daily_capacity'>): string[] {
  const all = point.capacity === null ? [] : [t('points.takes', { amount: show.tonnes(point.capacity) })];
  const daily =
    point.daily_capacity === null ? [] : [t('points.takesDaily', { amount: show.tonnes(point.daily_capacity) })];
  return [...all, ...daily];
}

/** What a tonne more would be worth to all. */
export const worth = (point: Pick<PointSum, 'worth'>): string =>
  point.worth > 0 ? t('points.worth', { sum: show.roundMoney(point.worth * 1_000) }) : t('points.enough');
