// The whole router: the address as state, links caught at the document, the scroll kept per history entry.
import { tick } from 'svelte';
import { withQuery } from './match';

class Router {
  path = $state(location.pathname);
  search = $state(location.search);
  /** Counts arrivals at a new page, so that the shell can move the focus to its heading. */
  arrivals = $state(0);
  query = $derived(new URLSearchParams(this.search));

  /** Asked before leaving; false keeps the reader where unsaved work is. */
  guard: (() => boolean) | null = null;

  go(to: string, { replace = false } = {}): void {
    const url = new URL(to, location.href);
    const moved = url.pathname !== this.path;
    if (moved && this.guard && !this.guard()) return;
    if (replace) history.replaceState({ y: 0 }, '', url);
    else {
      history.replaceState({ y: scrollY }, '');
      history.pushState({ y: 0 }, '', url);
    }
    this.#read();
    if (moved) {
      this.guard = null;
      scrollTo(0, 0);
      this.arrivals += 1;
    }
  }

  /** Changes the query in place: filters belong to the page, and Back leaves it. */
  setQuery(changes: Record<string, string | null | undefined>): void {
    this.go(`${this.path}${withQuery(this.search, changes)}`, { replace: true });
  }

  start(): void {
    history.scrollRestoration = 'manual';
    addEventListener('popstate', (event) => void this.#back(event));
    document.addEventListener('click', (event) => this.#click(event));
  }

  async #back(event: PopStateEvent): Promise<void> {
    this.#read();
    this.arrivals += 1;
    await tick();
    // A page that loads its list again needs a moment to be tall enough.
    setTimeout(() => scrollTo(0, event.state?.y ?? 0), 60);
  }

  #click(event: MouseEvent): void {
    if (event.defaultPrevented || event.button !== 0) return;
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const link = (event.target as Element | null)?.closest('a');
    if (!link || link.origin !== location.origin || link.target || link.hasAttribute('download')) return;
    if (link.pathname.startsWith('/api/') || link.hash) return;
    event.preventDefault();
    this.go(link.href);
  }

  #read(): void {
    this.path = location.pathname;
    this.search = location.search;
  }
}

export const router = new Router();
