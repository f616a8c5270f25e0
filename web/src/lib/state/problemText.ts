// One sentence for whatever went wrong.
import { Problem } from '../api/problem';
import { t } from '../i18n/index.svelte';

export function problemText(fault: unknown): string {
  if (fault instanceof Problem) return fault.offline ? t('page.offline') : fault.message;
  return t('page.failed');
}
