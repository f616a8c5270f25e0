// Who is using the page. Starts from the refresh cookie where an earlier login left its mark.
import { sessions } from '../api/first';
import { access } from '../api/http';
import type { Identity, Role, SessionView } from '../api/types';

// Who logged in here: without it no session is asked for, which without a cookie would be an error in the console, and
// with it the own pages open while the network is away.
const MARK = 'chonoi.signed-in';

class Session {
  who = $state.raw<Identity | null>(null);
  ready = $state(false);
  organisation = $derived(this.who?.memberships[0]?.organisation ?? null);
  #renewing: Promise<boolean> | null = null;

  has(...roles: Role[]): boolean {
    return roles.some((role) => this.who?.roles.includes(role));
  }

  async start(): Promise<void> {
    access.renew = () => this.#renew();
    const mark = localStorage.getItem(MARK);
    if (mark && !(await this.#renew()) && localStorage.getItem(MARK)) this.who = remembered(mark);
    this.ready = true;
  }

  async login(login: string, password: string): Promise<void> {
    this.#enter(await sessions.login(login, password));
  }

  async logout(everywhere = false): Promise<void> {
    await (everywhere ? sessions.logoutEverywhere() : sessions.logout());
    this.leave();
  }

  leave(): void {
    access.token = null;
    this.who = null;
    localStorage.removeItem(MARK);
  }

  #enter(view: SessionView): void {
    access.token = view.access_token;
    access.since = Date.now();
    this.who = { user: view.user, memberships: view.memberships, roles: view.roles };
    localStorage.setItem(MARK, JSON.stringify(this.who));
  }

  /** One renewal at a time: the refresh token rotates, and a second use of it would look like theft. */
  #renew(): Promise<boolean> {
    this.#renewing ??= this.#renewOnce().finally(() => (this.#renewing = null));
    return this.#renewing;
  }

  async #renewOnce(): Promise<boolean> {
    try {
      // Two tabs share the cookie, so they take turns as well.
      const turn = <T>(run: () => Promise<T>) =>
        navigator.locks ? navigator.locks.request('chonoi.refresh', run) : run();
      this.#enter(await turn(() => sessions.refresh()));
      return true;
    } catch (fault) {
      if ((fault as { status?: number }).status === 401) this.leave();
      return false;
    }
  }
}

function remembered(mark: string): Identity | null {
  try {
    const who = JSON.parse(mark) as Identity | null;
    return who?.user ? who : null;
  } catch {
    return null;
  }
}

export const session = new Session();
