import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import en from '$locales/en.json';
import vi from '$locales/vi.json';
import { fill, holes } from './format';

const src = join(import.meta.dirname, '../..');
const source = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.(svelte|ts)$/.test(name) && !name.endsWith('.test.ts'))
  .map((name) => readFileSync(join(src, name), 'utf8'))
  .join('\n');

test('both languages have the same keys', () => expect(Object.keys(en).sort()).toEqual(Object.keys(vi).sort()));

test('both languages have the same holes', () => {
  for (const [key, message] of Object.entries(vi)) {
    expect(holes((en as Record<string, string>)[key] ?? ''), key).toEqual(holes(message));
  }
});

test('Vietnamese is composed (NFC)', () => {
  for (const [key, message] of Object.entries(vi)) expect(message.normalize('NFC') === message, key).toBe(true);
});

test('no message of the pages is unused', () => {
  const built = [...source.matchAll(/tCode\(\s*'([\w.]+)'/g)].map((found) => `${found[1]}.`);
  const unused = Object.keys(vi)
    .map((key) => key.replace(/_one$/, ''))
    .filter(
      (key) =>
        !key.startsWith('server.') &&
        !source.includes(`'${key}'`) &&
        !source.includes(`"${key}"`) &&
        !built.some((b) => key.startsWith(b)),
    );
  expect(unused).toEqual([]);
});

test('holes are filled, unknown ones stay visible', () => {
  expect(fill('Có {count} tin', { count: 3 })).toBe('Có 3 tin');
  expect(fill('{x}', {})).toBe('{x}');
});
