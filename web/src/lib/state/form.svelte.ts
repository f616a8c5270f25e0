// A form being sent: never disabled, its faults by field, the summary focused at each failed attempt.
import { Problem } from '../api/problem';
import { problemText } from './problemText';

export class Form {
  busy = $state(false);
  message = $state<string | undefined>();
  fields = $state.raw<Record<string, string>>({});
  attempt = $state(0);

  /** Faults found before sending; true where there are some. */
  refuse(fields: Record<string, string | undefined | false>): boolean {
    const found = Object.entries(fields).filter((entry): entry is [string, string] => Boolean(entry[1]));
    this.fields = Object.fromEntries(found);
    this.message = undefined;
    if (found.length) this.attempt += 1;
    return found.length > 0;
  }

  /** Sends once at a time; the answer, or null where it was refused. */
  async send<T>(call: () => Promise<T>): Promise<T | null> {
    if (this.busy) return null;
    this.busy = true;
    try {
      const answer = await call();
      this.fields = {};
      this.message = undefined;
      return answer;
    } catch (fault) {
      this.message = problemText(fault);
      this.fields = fault instanceof Problem ? fault.fields : {};
      this.attempt += 1;
      return null;
    } finally {
      this.busy = false;
    }
  }
}
