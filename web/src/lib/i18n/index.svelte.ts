// The language of the page: one catalogue with the server (locales/), fetched in two parts.
import type catalogue from '$locales/vi.json';
import { number, type Lang } from '../format/number';
import { fill, type Values } from './format';

export type Key = keyof typeof catalogue;
type Messages = Record<string, string>;

const STORED = 'chonoi.lang';
type Part = () => Promise<{ default: Messages }>;
const parts: Record<Lang, { market: Part; rest: Part }> = {
  vi: { market: () => import('virtual:messages/vi/market'), rest: () => import('virtual:messages/vi/rest') },
  en: { market: () => import('virtual:messages/en/market'), rest: () => import('virtual:messages/en/rest') },
};

class Language {
  lang = $state<Lang>('vi');
  messages = $state.raw<Messages>({});
  #whole: Promise<void> | null = null;

  /** The words of the shell and the market; pages ask for the others with `whole`. */
  async start(): Promise<void> {
    const asked = new URLSearchParams(location.search).get('lang') ?? localStorage.getItem(STORED);
    const lang = asked === 'en' ? 'en' : 'vi';
    this.messages = (await parts[lang].market()).default;
    this.#chosen(lang);
  }

  /** All words of the language, fetched once. */
  whole(): Promise<void> {
    return (this.#whole ??= this.#load(this.lang).catch((fault: unknown) => {
      this.#whole = null;
      throw fault;
    }));
  }

  async use(lang: Lang): Promise<void> {
    await this.#load(lang);
    this.#whole = Promise.resolve();
    this.#chosen(lang);
  }

  async #load(lang: Lang): Promise<void> {
    const [market, rest] = await Promise.all([parts[lang].market(), parts[lang].rest()]);
    this.messages = { ...market.default, ...rest.default };
  }

  #chosen(lang: Lang): void {
    this.lang = lang;
    document.documentElement.lang = lang;
    localStorage.setItem(STORED, lang);
    // The server reads it for the pages that it paints itself.
    document.cookie = `lang=${lang}; path=/; max-age=31536000; samesite=lax`;
  }
}

export const language = new Language();

/** The message for a key; numbers among the values are written in the page's way. */
export function t(key: Key, values?: Values): string {
  const message = language.messages[key] ?? key;
  if (!values) return message;
  const written = Object.entries(values).map(([k, v]) => [k, typeof v === 'number' ? number(v, language.lang, 2) : v]);
  return fill(message, Object.fromEntries(written));
}

/** As `t`, for a count: English has a form for one, `key_one`. */
export function tn(key: Key, count: number, values: Values = {}): string {
  const one = `${key}_one`;
  const chosen = count === 1 && one in language.messages ? (one as Key) : key;
  return t(chosen, { ...values, count });
}

/** A message for a code that comes from the server; the code itself where there is none. */
export function tCode(prefix: string, code: string, values?: Values): string {
  const key = `${prefix}.${code}`;
  return key in language.messages ? t(key as Key, values) : code;
}
