// The market's totals: the banner and the market page share one reading.
import { market } from '../api/first';
import type { Summary } from '../api/types';
import { Resource } from './resource.svelte';

const FRESH = 60_000; // ms

class SummaryState extends Resource<Summary> {
  #read = 0;

  /** Reads unless a recent answer is there. */
  need(): void {
    if (Date.now() - this.#read < FRESH) return;
    this.again();
  }

  again(): void {
    this.#read = Date.now();
    void this.load(() => market.summary());
  }
}

export const summary = new SummaryState();
