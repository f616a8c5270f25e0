// Unsent forms outlive a closed page, a dead battery and a new version of the pages.

const PREFIX = 'chonoi.draft.';
const LIFE = 14 * 86_400_000; // ms; an older draft is about goods already sold or spoilt

export function keepDraft<T>(name: string, draft: T): void {
  try {
    localStorage.setItem(PREFIX + name, JSON.stringify({ at: Date.now(), draft }));
  } catch {
    // a full or forbidden store only costs the convenience
  }
}

/** The kept draft laid over an empty one, so that a field added since then has its default. */
export function readDraft<T extends object>(name: string, empty: T): T | null {
  try {
    const kept = JSON.parse(localStorage.getItem(PREFIX + name) ?? 'null') as { at: number; draft: Partial<T> } | null;
    if (!kept || Date.now() - kept.at > LIFE) return null;
    return { ...empty, ...kept.draft };
  } catch {
    return null;
  }
}

export function dropDraft(name: string): void {
  localStorage.removeItem(PREFIX + name);
}
