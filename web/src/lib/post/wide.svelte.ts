// Whether the page is as wide as a desk's, where forms are shown whole.
import { MediaQuery } from 'svelte/reactivity';

const query = new MediaQuery('(min-width: 64rem)');

export const wide = {
  get now(): boolean {
    return query.current;
  },
};
