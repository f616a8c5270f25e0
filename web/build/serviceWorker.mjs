// Tells the service worker what to keep: the files of the shell, and those of each role's pages with what they import.
import { createHash } from 'node:crypto';

/** Pages that have to open without a network, by role. */
const PAGES = {
  supplier: ['post/Choose', 'post/PostOffer', 'mine/Posts'],
  buyer: ['post/Choose', 'post/PostRequest', 'mine/Posts'],
};
const WORKER = 'service-worker.js';

/** @returns {import('vite').Plugin} */
export function serviceWorker() {
  return {
    name: 'chonoi-service-worker',
    apply: 'build',
    enforce: 'post',
    generateBundle(_options, bundle) {
      const worker = bundle[WORKER];
      const chunks = Object.values(bundle).filter((file) => file.type === 'chunk');
      const entry = chunks.find((chunk) => chunk.isEntry && chunk !== worker);
      if (worker?.type !== 'chunk' || !entry) {
        this.error('the service worker or the entry is missing');
        return;
      }
      const words = chunks.filter((chunk) => chunk.facadeModuleId?.includes('virtual:messages/'));
      const shell = closure(bundle, [entry, ...words]);
      const pages = {};
      for (const [role, names] of Object.entries(PAGES)) {
        const own = names.map((name) =>
          chunks.find((chunk) => chunk.facadeModuleId?.endsWith(`/pages/${name}.svelte`)),
        );
        if (own.includes(undefined)) this.error(`a page of the ${role} is missing`);
        pages[role] = [...closure(bundle, own)].filter((file) => !shell.has(file));
      }
      const kept = { shell: addresses([...shell, 'icon.svg']), pages: mapped(pages) };
      const version = createHash('sha256').update(JSON.stringify(kept)).digest('hex').slice(0, 12);
      worker.code = worker.code.replaceAll('__BUILT__', JSON.stringify({ version, ...kept }));
    },
  };
}

/** The chunks with everything that they import before they can run, and what their own parts load. */
function closure(bundle, chunks, found = new Set()) {
  for (const chunk of chunks) {
    if (!chunk || found.has(chunk.fileName)) continue;
    found.add(chunk.fileName);
    closure(bundle, chunk.imports.map((name) => bundle[name]), found); // prettier-ignore
  }
  return found;
}

const addresses = (files) => files.toSorted().map((file) => `/${file}`);
const mapped = (pages) => Object.fromEntries(Object.entries(pages).map(([role, files]) => [role, addresses(files)]));
