// What a page shows while it loads, after it loaded and when loading failed.
import { problemText } from './problemText';

export class Resource<T> {
  data = $state.raw<T | null>(null);
  error = $state<string | null>(null);
  busy = $state(false);
  #turn = 0;

  /** Loads, and forgets the answer where a newer load has begun meanwhile. */
  async load(fetcher: () => Promise<T>): Promise<void> {
    const turn = ++this.#turn;
    this.busy = true;
    this.error = null;
    try {
      const data = await fetcher();
      if (turn === this.#turn) this.data = data;
    } catch (fault) {
      if (turn === this.#turn) this.error = problemText(fault);
    } finally {
      if (turn === this.#turn) this.busy = false;
    }
  }
}

/** A list read page by page with the server's cursor. */
export class Pages<T> {
  items = $state.raw<T[]>([]);
  total = $state<number | null>(null);
  next = $state<string | null>(null);
  error = $state<string | null>(null);
  busy = $state(false);
  started = $state(false);
  #turn = 0;
  #fetch: ((cursor: string | null) => Promise<Page<T>>) | null = null;

  async start(fetch: (cursor: string | null) => Promise<Page<T>>): Promise<void> {
    this.#fetch = fetch;
    await this.#read(null);
  }

  async more(): Promise<void> {
    if (this.next) await this.#read(this.next);
  }

  async again(): Promise<void> {
    await this.#read(this.items.length ? this.next : null);
  }

  async #read(cursor: string | null): Promise<void> {
    if (!this.#fetch) return;
    const turn = ++this.#turn;
    this.busy = true;
    this.error = null;
    try {
      const page = await this.#fetch(cursor);
      if (turn !== this.#turn) return;
      this.items = cursor ? [...this.items, ...page.items] : page.items;
      this.next = page.next_cursor ?? null;
      this.total = page.total ?? null;
      this.started = true;
    } catch (fault) {
      if (turn === this.#turn) this.error = problemText(fault);
    } finally {
      if (turn === this.#turn) this.busy = false;
    }
  }
}

export type Page<T> = { items: T[]; next_cursor?: string | null; total?: number | null };
