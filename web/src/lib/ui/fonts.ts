// Our fonts are fetched when the browser is idle and used from the next visit, so that the first paint waits for none.

const READY = 'chonoi.fonts';
const FACES = ['400', '600'].map((weight) => `${weight} 16px "Be Vietnam Pro"`);
const SAMPLE = 'Chợ Nổi Đầm Dơi'; // letters of both files: latin and vietnamese

export function startFonts(): void {
  if (localStorage.getItem(READY)) {
    document.documentElement.classList.add('own-font');
    return;
  }
  const idle = globalThis.requestIdleCallback ?? ((run: () => void) => setTimeout(run, 3_000));
  idle(() => {
    const loads = FACES.map((face) => document.fonts.load(face, SAMPLE));
    Promise.all(loads).then(
      () => localStorage.setItem(READY, '1'),
      () => undefined, // tried again at the next visit
    );
  });
}
