// A run as the desk sees it.
import type { Run } from '$lib/api/types';
import type { Tone } from '../mine/tones';

export const going = (run: Run): boolean => run.status === 'queued' || run.status === 'running';

export const runTone = (status: Run['status']): Tone =>
  ({ queued: 'grey', running: 'honey', done: 'green', failed: 'red' })[status] as Tone;

/** How far a run is, 0–1; null where it cannot be told. */
export function progressOf(run: Run): number | null {
  if (run.status === 'done') return 1;
  const { done, total } = run.progress ?? { done: 0, total: 0 };
  return total > 0 ? Math.min(1, done / total) : null;
}

/** Seconds a run took, with a tenth. */
export function seconds(run: Run): number | null {
  if (!run.started_at || !run.finished_at) return null;
  return (Date.parse(run.finished_at) - Date.parse(run.started_at)) / 1_000;
}

/** How far the plan can be from the best one; 0 is proven to be the best. */
export function gap(run: Run): number | null {
  if (run.objective === null || run.bound === null) return null;
  const size = Math.max(Math.abs(run.objective), 1);
  return Math.abs(run.objective - run.bound) / size;
}
