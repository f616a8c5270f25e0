import assert from 'node:assert/strict';
import { test } from 'node:test';
import { address, chosen, keepable, narrowing, pagesAround, pressed, searchOf } from './query';

test('a search is what its address says', () => {
  const search = searchOf(new URLSearchParams('q=cua&state=live,iced&page=2&lang=en&price_max=200000'));
  assert.deepEqual(search, { q: 'cua', state: 'live,iced', page: '2', price_max: '200000' });
  assert.equal(narrowing(search), 2);
  assert.deepEqual(keepable(search), { q: 'cua', state: 'live,iced', price_max: 200000 });
  assert.equal(address({ q: 'cua gạch', price_max: 5, page: null }), '/tim?q=cua+g%E1%BA%A1ch&price_max=5');
});

test('a facet is chosen and given up', () => {
  assert.equal(pressed('state', undefined, 'live'), 'live');
  assert.equal(pressed('state', 'live', 'iced'), 'live,iced');
  assert.equal(pressed('state', 'live,iced', 'live'), 'iced');
  assert.equal(pressed('state', 'iced', 'iced'), null);
  assert.equal(pressed('grade', 'hũ 500 g, nhựa', '20 con/kg'), '20 con/kg');
  assert.deepEqual(chosen('grade', 'hũ 500 g, nhựa'), ['hũ 500 g, nhựa']);
});

test('pages near the one shown, and the ends', () => {
  assert.deepEqual(pagesAround(1, 1), [1]);
  assert.deepEqual(pagesAround(1, 9), [1, 2, 0, 9]);
  assert.deepEqual(pagesAround(5, 9), [1, 0, 4, 5, 6, 0, 9]);
});
