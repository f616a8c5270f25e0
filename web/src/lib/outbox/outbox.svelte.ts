// Posts that could not be sent because the network was away. They are kept in the browser's database under their
// idempotency key, so that sending one again, after however many half-answered attempts, creates it once.
import { createStore, del, entries, set } from 'idb-keyval';
import { access, post } from '../api/http';
import { Problem } from '../api/problem';
import { t } from '../i18n/index.svelte';
import { session } from '../state/session.svelte';
import { toasts } from '../ui/toasts.svelte';
import { waiting } from './waiting.svelte';

export type Post = {
  key: string;
  kind: 'offers' | 'requests';
  /** What it is about, in the words of the page that kept it. */
  title: string;
  body: unknown;
  /** The form it came from, to go back to where the server refuses it. */
  draft: unknown;
  user: string;
  /** When it was kept, ms. */
  at: number;
  /** Why the server refuses it; such a post waits for its author and not for the network. */
  fault?: string;
};

const EVERY = 60_000; // ms; between attempts where no event tells that the network is back
const store = createStore('chonoi', 'outbox');

class Outbox {
  posts = $state.raw<Post[]>([]);
  #started = false;

  /** Reads what waits, sends it, and keeps trying while the page lives. */
  async start(): Promise<void> {
    if (this.#started) return;
    this.#started = true;
    addEventListener('online', () => void this.send());
    document.addEventListener('visibilitychange', () => {
      if (document.visibilityState === 'visible') void this.send();
    });
    setInterval(() => {
      if (waiting.count) void this.send();
    }, EVERY);
    await this.send();
  }

  /** Sends a post, or keeps it where no answer comes; whether it was sent. Any other refusal is thrown. */
  async sendOrKeep(kept: Omit<Post, 'user' | 'at'>): Promise<boolean> {
    try {
      await post(`/${kept.kind}`, kept.body, { key: kept.key });
      return true;
    } catch (fault) {
      if (!(fault instanceof Problem) || !fault.offline) throw fault;
      // A copy, since what a form holds is watched and cannot be stored as it is.
      const copy = JSON.parse(JSON.stringify(kept)) as typeof kept;
      await set(kept.key, { ...copy, user: session.who?.user.id ?? '', at: Date.now() }, store);
      await this.#read();
      return false;
    }
  }

  async drop(key: string): Promise<void> {
    await del(key, store);
    await this.#read();
  }

  /** Sends everything of whoever is logged in, the oldest first, until the network fails again. */
  async send(): Promise<void> {
    await this.#read();
    if (!this.posts.length) return;
    const once = async () => {
      if (!access.token && !(await access.renew?.())) return;
      for (const waits of this.posts) if (!waits.fault && !(await this.#sent(waits))) break;
    };
    // Two tabs share the database, so one of them sends.
    await (navigator.locks
      ? navigator.locks.request('chonoi.outbox', { ifAvailable: true }, (lock) => lock && once())
      : once());
    await this.#read();
  }

  /** Whether to go on with the next one. */
  async #sent(waits: Post): Promise<boolean> {
    try {
      await post(`/${waits.kind}`, waits.body, { key: waits.key });
    } catch (fault) {
      const status = fault instanceof Problem ? fault.status : 0;
      const refused = status >= 400 && status < 500 && status !== 401 && status !== 429;
      if (!refused) return false;
      await set(waits.key, { ...waits, fault: (fault as Problem).message }, store);
      return true;
    }
    await del(waits.key, store);
    toasts.show(t('outbox.sent', { title: waits.title }));
    return true;
  }

  async #read(): Promise<void> {
    const all = (await entries<string, Post>(store)).map(([, post]) => post);
    const own = all.filter((post) => post.user === session.who?.user.id);
    this.posts = own.toSorted((a, b) => a.at - b.at);
    waiting.count = own.length;
  }
}

export const outbox = new Outbox();
