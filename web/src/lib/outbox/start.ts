// What makes the pages work without a network, begun once the page stands: the worker that keeps the pages and the outbox.
import { session } from '../state/session.svelte';

export function startOffline(): void {
  if (session.has('supplier', 'buyer')) {
    void import('./outbox.svelte').then(({ outbox }) => outbox.start());
  }
  if (import.meta.env.DEV || !('serviceWorker' in navigator)) return; // absent where the page came without TLS
  void navigator.serviceWorker.register('/service-worker.js').then(async () => {
    const { active } = await navigator.serviceWorker.ready;
    active?.postMessage({ roles: session.who?.roles ?? [] });
  });
}
