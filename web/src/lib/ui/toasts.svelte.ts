// Short notices at the foot of the page, each with an optional way back.

export type Toast = { id: number; text: string; tone: 'done' | 'fault'; undo?: (() => void) | undefined };

const LIFE = 6_000; // ms; an undo needs time to be read and reached

class Toasts {
  list = $state<Toast[]>([]);
  #next = 1;

  show(text: string, options: { tone?: Toast['tone']; undo?: () => void } = {}): void {
    const toast = { id: this.#next++, text, tone: options.tone ?? 'done', undo: options.undo };
    this.list.push(toast);
    setTimeout(() => this.drop(toast.id), LIFE * (toast.undo ? 1.5 : 1));
  }

  drop(id: number): void {
    this.list = this.list.filter((toast) => toast.id !== id);
  }
}

export const toasts = new Toasts();
