// Folds Vietnamese text for comparing: no accents, đ as d, lower case, one space. The server folds the same way.

const MARKS = /[\u0300-\u036f]/g;

export function fold(text: string): string {
  return text.normalize('NFD').replace(MARKS, '').replace(/[đĐ]/g, 'd').toLowerCase().replace(/\s+/g, ' ').trim();
}

/** True where every word of `query` begins some word of `text`, whatever the accents. */
export function matches(text: string, query: string): boolean {
  const words = ` ${fold(text)}`;
  return fold(query)
    .split(' ')
    .every((word) => words.includes(` ${word}`));
}
