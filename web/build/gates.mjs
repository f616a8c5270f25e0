// Weighs the build: the first page and every page must stay light enough for a cheap phone on a slow network.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const FIRST_JS = 45_000; // bytes, gzip: the shell, the market and the words of one language
const FIRST_ALL = 60_000; // bytes, gzip: with the document, the sheet and the icon
const ANY_JS = 120_000; // bytes, gzip: any page with everything it imports

const dist = fileURLToPath(new URL('../dist/', import.meta.url));
const text = (name) => readFileSync(join(dist, name), 'utf8');
const weight = (name) => gzipSync(readFileSync(join(dist, name)), { level: 9 }).length;
const sum = (names) => [...names].reduce((total, name) => total + weight(name), 0);

/** A chunk with everything it imports before it can run. */
function withImports(name, found = new Set()) {
  if (found.has(name)) return found;
  found.add(name);
  for (const [, other] of text(name).matchAll(/(?:from|import)\s*["']\.\/([\w.-]+\.js)["']/g)) {
    withImports(`assets/${other}`, found);
  }
  return found;
}

const html = text('index.html');
const entries = [...html.matchAll(/(?:src|href)="\/(assets\/[\w.-]+\.js)"/g)].map(([, name]) => name);
const words = readdirSync(join(dist, 'assets')).filter((name) => /^words-vi-.*\.js$/.test(name));
const marketWords = words.find((name) => text(`assets/${name}`).includes('shell.skip'));
const first = new Set(
  entries.flatMap((name) => [...withImports(name)]).concat(marketWords ? `assets/${marketWords}` : []),
);

const faults = [];
const gate = (what, bytes, most) => {
  console.log(`${what}: ${(bytes / 1000).toFixed(1)} kB of ${most / 1000} kB`);
  if (bytes > most) faults.push(what);
};
gate('first page, JavaScript', sum(first), FIRST_JS);
gate('first page, all', sum(first) + sum(['index.html', 'icon.svg']), FIRST_ALL);
const chunks = readdirSync(join(dist, 'assets')).filter((name) => name.endsWith('.js'));
const pages = chunks.map((name) => [
  name,
  sum(new Set([...first, ...words.map((w) => `assets/${w}`), ...withImports(`assets/${name}`)])),
]);
const heaviest = pages.toSorted((a, b) => b[1] - a[1])[0];
if (heaviest) gate(`heaviest page (${heaviest[0]})`, heaviest[1], ANY_JS);
if (faults.length) {
  console.error(`too heavy: ${faults.join('; ')}`);
  process.exitCode = 1;
}
