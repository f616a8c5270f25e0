// The ways through the pages, by what a person may do.
import type { Role } from '../lib/api/types';
import type { Key } from '../lib/i18n/index.svelte';
import type { IconName } from '../lib/ui/icons';

export type Way = { href: string; label: Key; icon: IconName };
export type Group = { label: Key; ways: Way[] };

const MARKET: Way = { href: '/', label: 'nav.market', icon: 'market' };
const OFFERS: Way = { href: '/chao-ban', label: 'nav.offers', icon: 'truck' };
const REQUESTS: Way = { href: '/nhu-cau', label: 'nav.requests', icon: 'search' };
const POST: Way = { href: '/dang-tin', label: 'nav.post', icon: 'plus' };
const MINE: Way = { href: '/cua-toi', label: 'nav.mine', icon: 'orders' };
const PROPOSALS: Way = { href: '/cua-toi/de-xuat', label: 'nav.proposals', icon: 'match' };
const DEALS: Way = { href: '/giao-dich', label: 'nav.deals', icon: 'deals' };
const MATCH: Way = { href: '/dieu-phoi', label: 'nav.match', icon: 'match' };
const ORGANISATIONS: Way = { href: '/to-chuc', label: 'nav.organisations', icon: 'building' };
const CHANNELS: Way = { href: '/san', label: 'nav.channels', icon: 'channels' };
const ACCOUNT: Way = { href: '/tai-khoan', label: 'nav.account', icon: 'account' };

type Has = (...roles: Role[]) => boolean;

/** The four tabs of a phone. */
export function tabs(has: Has): Way[] {
  if (has('broker')) return [MARKET, MATCH, DEALS, ACCOUNT];
  return [MARKET, POST, { ...MINE, label: 'nav.orders' }, ACCOUNT];
}

/** The rail of a desk. */
export function rail(has: Has): Group[] {
  const groups: Group[] = [{ label: 'nav.group.market', ways: [MARKET, OFFERS, REQUESTS] }];
  if (has('supplier', 'buyer')) {
    const channels = has('supplier') ? [CHANNELS] : [];
    groups.push({ label: 'nav.group.mine', ways: [POST, MINE, PROPOSALS, DEALS, ...channels] });
  }
  if (has('broker')) groups.push({ label: 'nav.group.broker', ways: [MATCH, DEALS, ORGANISATIONS, CHANNELS] });
  return groups;
}

/** Whether a way leads to the page at `path`, or to its parent where `ways` has none closer. */
export function current(way: Way, path: string, ways: Way[]): boolean {
  const fits = (href: string) => path === href || (href !== '/' && path.startsWith(`${href}/`));
  if (!fits(way.href)) return false;
  return !ways.some((other) => other.href.length > way.href.length && fits(other.href));
}
