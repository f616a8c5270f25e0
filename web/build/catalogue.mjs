// Serves each language's messages as two modules, the market's and the rest, without those that only the server speaks.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const PREFIX = 'virtual:messages/';
const SERVER_ONLY = /^server\./;
// What the shell and the market page say: these words alone stand between a new reader and the first page.
const MARKET =
  /^(shell|nav|page|market|word|basis|verification|state|stage|urgency|map|heat|chart|unit)\.|^action\.(all|fewer|login|retry|search|undo|close|toMarket)$|^(offers|requests)\.none$|^offer\.(harvest|askOpen|minLotShort)$|^request\.(delivery|bidOpen|needs)$/;

/** @returns {import('vite').Plugin} */
export function catalogue() {
  return {
    name: 'chonoi-catalogue',
    resolveId: (id) => (id.startsWith(PREFIX) ? `\0${id}` : undefined),
    load(id) {
      if (!id.startsWith(`\0${PREFIX}`)) return undefined;
      const [lang, part] = id.slice(PREFIX.length + 1).split('/');
      const file = fileURLToPath(new URL(`../../locales/${lang}.json`, import.meta.url));
      this.addWatchFile(file);
      const all = Object.entries(JSON.parse(readFileSync(file, 'utf8')));
      const kept = Object.fromEntries(
        all.filter(([key]) => !SERVER_ONLY.test(key) && MARKET.test(key) === (part === 'market')),
      );
      return `export default ${JSON.stringify(kept)}`;
    },
  };
}
