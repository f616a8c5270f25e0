import { expect, test } from 'vitest';
import { findRoute, matchPath, withQuery } from './match';

test.each([
  ['/', '/', {}],
  ['/chao-ban', '/chao-ban/', {}],
  ['/chao-ban/:id', '/chao-ban/42', { id: '42' }],
  ['/chao-ban/:id', '/chao-ban/a%20b', { id: 'a b' }],
  ['/chao-ban/:id', '/chao-ban/%zz', { id: '%zz' }],
  ['/chao-ban/:id', '/chao-ban', null],
  ['/chao-ban/:id', '/nhu-cau/42', null],
  ['/a/:x/b/:y', '/a/1/b/2', { x: '1', y: '2' }],
])('%s against %s', (pattern, path, params) => expect(matchPath(pattern, path)).toEqual(params));

test('the first fitting route wins', () => {
  const routes = [{ path: '/san/moi' }, { path: '/san/:id' }];
  expect(findRoute(routes, '/san/moi')).toEqual({ route: routes[0], params: {} });
  expect(findRoute(routes, '/san/7')).toEqual({ route: routes[1], params: { id: '7' } });
  expect(findRoute(routes, '/khac')).toBeNull();
});

test('the query is changed in place', () => {
  expect(withQuery('?a=1&b=2', { b: '3', c: 'x y' })).toBe('?a=1&b=3&c=x+y');
  expect(withQuery('?a=1', { a: '' })).toBe('');
  expect(withQuery('', { q: null })).toBe('');
});
