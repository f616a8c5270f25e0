import { expect, test } from 'vitest';
import { address, chosen, keepable, narrowing, pagesAround, pressed, searchOf } from './query';

test('a search is what its address says', () => {
  const search = searchOf(new URLSearchParams('q=cua&state=live,iced&page=2&lang=en&price_max=200000'));
  expect(search).toEqual({ q: 'cua', state: 'live,iced', page: '2', price_max: '200000' });
  expect(narrowing(search)).toBe(2);
  expect(keepable(search)).toEqual({ q: 'cua', state: 'live,iced', price_max: 200000 });
  expect(address({ q: 'cua gạch', price_max: 5, page: null })).toBe('/tim?q=cua+g%E1%BA%A1ch&price_max=5');
});

test('a facet is chosen and given up', () => {
  expect(pressed('state', undefined, 'live')).toBe('live');
  expect(pressed('state', 'live', 'iced')).toBe('live,iced');
  expect(pressed('state', 'live,iced', 'live')).toBe('iced');
  expect(pressed('state', 'iced', 'iced')).toBe(null);
  expect(pressed('grade', 'hũ 500 g, nhựa', '20 con/kg')).toBe('20 con/kg');
  expect(chosen('grade', 'hũ 500 g, nhựa')).toEqual(['hũ 500 g, nhựa']);
});

test('pages near the one shown, and the ends', () => {
  expect(pagesAround(1, 1)).toEqual([1]);
  expect(pagesAround(1, 9)).toEqual([1, 2, 0, 9]);
  expect(pagesAround(5, 9)).toEqual([1, 0, 4, 5, 6, 0, 9]);
});
