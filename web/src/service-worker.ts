// Opens the pages without a network: the document and the scripts from a cache that each build fills anew, the catalogue
// as it was last read. Nothing that the server is asked to write passes through here.
export {};

declare const self: ServiceWorkerGlobalScope;
/** Written by the build: a digest of it, the shell's files, and the files of the pages by role. */
declare const __BUILT__: { version: string; shell: string[]; pages: Record<string, string[]> };

const BUILT = __BUILT__;
const CACHE = `chonoi-${BUILT.version}`;
const DATA = 'chonoi-data';
/** Any address of the pages gets this document: it has nobody's data in it. */
const DOCUMENT = '/tai-khoan';
/** What a form cannot do without; the same for everyone. */
const CATALOGUE = /^\/api\/v1\/(products|admin-units)$/;

self.addEventListener('install', (event) => {
  event.waitUntil(
    caches
      .open(CACHE)
      .then((cache) => cache.addAll([DOCUMENT, ...BUILT.shell]))
      .then(() => self.skipWaiting()),
  );
});

self.addEventListener('activate', (event) => {
  const old = (name: string) => name.startsWith('chonoi-') && name !== CACHE && name !== DATA;
  event.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(names.filter(old).map((name) => caches.delete(name))))
      .then(() => self.clients.claim()),
  );
});

// Each role keeps the pages that it works with.
self.addEventListener('message', (event) => {
  const roles = (event.data as { roles?: string[] } | null)?.roles ?? [];
  const files = new Set(roles.flatMap((role) => BUILT.pages[role] ?? []));
  event.waitUntil(
    caches.open(CACHE).then(async (cache) => {
      for (const file of files) if (!(await cache.match(file))) await cache.add(file);
    }),
  );
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== location.origin) return;
  if (request.mode === 'navigate' && !url.pathname.startsWith('/api/')) event.respondWith(page(request));
  else if (url.pathname.startsWith('/assets/')) event.respondWith(asset(request));
  else if (CATALOGUE.test(url.pathname)) event.respondWith(catalogue(event, request));
});

async function page(request: Request): Promise<Response> {
  try {
    return await fetch(request);
  } catch (fault) {
    const kept = await caches.match(DOCUMENT, { cacheName: CACHE });
    if (kept) return kept;
    throw fault;
  }
}

async function asset(request: Request): Promise<Response> {
  return (await caches.match(request, { cacheName: CACHE, ignoreVary: true })) ?? fetch(request);
}

async function catalogue(event: FetchEvent, request: Request): Promise<Response> {
  try {
    const fresh = await fetch(request);
    if (fresh.ok) {
      const copy = fresh.clone();
      event.waitUntil(caches.open(DATA).then((cache) => cache.put(request.url, copy)));
    }
    return fresh;
  } catch (fault) {
    const kept = await caches.match(request.url, { cacheName: DATA, ignoreVary: true });
    if (kept) return kept;
    throw fault;
  }
}
