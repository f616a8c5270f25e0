// One way to the API: language, token, one silent refresh, problems as errors.
import { language, t } from '../i18n/index.svelte';
import { Problem, problemFrom } from './problem';

const BASE = '/api/v1';

export type Query = Record<string, string | number | boolean | null | undefined>;
type Options = { query?: Query; body?: unknown; file?: File; version?: number; key?: string };

/** The access token lives in memory alone, with the instant it was given; the refresh cookie outlives the page. */
export const access: { token: string | null; since: number; renew: (() => Promise<boolean>) | null } = {
  token: null,
  since: 0,
  renew: null,
};

export const get = <T>(path: string, query?: Query) => call<T>('GET', path, { query });
export const post = <T>(path: string, body?: unknown, more: Options = {}) => call<T>('POST', path, { body, ...more });
export const put = <T>(path: string, body: unknown, more: Options = {}) => call<T>('PUT', path, { body, ...more });
export const del = (path: string) => call<null>('DELETE', path, {});

/** A key for one intended creation: sending it twice creates once. Made outside of secure contexts too. */
export function newKey(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((b) => b.toString(16).padStart(2, '0')).join('');
}

/** The address of a download, which the access cookie opens. */
export const fileUrl = (path: string, query: Query = {}) =>
  `${BASE}${path}${written({ ...query, lang: language.lang })}`;

async function call<T>(method: string, path: string, options: Options): Promise<T> {
  let response = await send(method, path, options);
  const mayRenew = response.status === 401 && access.renew && !path.startsWith('/sessions/refresh');
  if (mayRenew && access.token && (await access.renew?.())) response = await send(method, path, options);
  if (response.status === 204) return null as T;
  const body: unknown = await response.json().catch(() => null);
  if (!response.ok) throw problemFrom(response.status, body, t('page.failed'));
  return body as T;
}

async function send(method: string, path: string, { query, body, file, version, key }: Options): Promise<Response> {
  const headers = new Headers({ accept: 'application/json', 'accept-language': language.lang });
  if (access.token) headers.set('authorization', `Bearer ${access.token}`);
  if (version !== undefined) headers.set('if-match', `"${version}"`);
  if (key) headers.set('idempotency-key', key);
  let payload: BodyInit | null = null;
  if (file) {
    payload = new FormData();
    payload.append('file', file);
  } else if (body !== undefined) {
    headers.set('content-type', 'application/json');
    payload = JSON.stringify(body, (_, value) => (typeof value === 'string' ? value.normalize('NFC') : value));
  }
  try {
    return await fetch(`${BASE}${path}${written(query)}`, { method, headers, body: payload });
  } catch {
    throw new Problem(0, 'offline', t('page.offline'));
  }
}

function written(query: Query | undefined): string {
  const kept = Object.entries(query ?? {}).filter(([, v]) => v !== undefined && v !== null && v !== '' && v !== false);
  const text = new URLSearchParams(kept.map(([k, v]) => [k, String(v)])).toString();
  return text ? `?${text}` : '';
}
