// Starts the pages: language first (nothing to show without words), then who is here, then the shell.
import './app.css';
import { mount } from 'svelte';
import App from './App.svelte';
import { language } from './lib/i18n/index.svelte';
import { router } from './lib/router/router.svelte';
import { session } from './lib/state/session.svelte';
import { startFonts } from './lib/ui/fonts';

const RELOADED = 'chonoi.reloaded';

// A new version was deployed under this page: its old chunks are gone. Drafts are kept, so load again, but only once.
addEventListener('vite:preloadError', (event) => {
  if (sessionStorage.getItem(RELOADED) === location.pathname) return;
  event.preventDefault();
  sessionStorage.setItem(RELOADED, location.pathname);
  location.reload();
});

async function start(): Promise<void> {
  startFonts();
  router.start();
  await language.start();
  void session.start().then(() => import('./lib/outbox/start').then(({ startOffline }) => startOffline()));
  const target = document.getElementById('app');
  if (!target) return;
  target.replaceChildren();
  mount(App, { target });
}

void start();
