import { expect, test } from 'vitest';
import { arc, heatStep, placeLabels, ties, type MapData } from './map';

const map: MapData = {
  attribution: '',
  license: '',
  width: 100,
  height: 100,
  provinces: [
    { code: '96', name: 'Cà Mau', d: '', at: [10, 90] },
    { code: '79', name: 'Hồ Chí Minh', d: '', at: [50, 50] },
    { code: '75', name: 'Đồng Nai', d: '', at: [52, 51] },
  ],
  islets: [],
  labels: [],
};

test('flows become curves, the widest first, home and unknown places left out', () => {
  const drawn = ties(
    map,
    [
      { code: '75', amount: 25 },
      { code: '79', amount: 100 },
      { code: '96', amount: 999 },
      { code: 'xx', amount: 5 },
    ],
    '96',
  );
  expect(drawn.map((tie) => tie.code)).toEqual(['79', '75']);
  expect(drawn[0]?.width).toBeGreaterThan(drawn[1]?.width ?? 9);
});

test('a curve starts and ends where it should', () => {
  expect(arc([10, 90], [50, 50])).toMatch(/^M10,90Q.* 50,50$/);
});

test('labels do not overlap', () => {
  const drawn = ties(
    map,
    [
      { code: '79', amount: 100 },
      { code: '75', amount: 90 },
    ],
    '96',
  );
  const [a, b] = placeLabels(drawn, (tie) => tie.name, [], 5);
  expect(a && b && (a.anchor !== b.anchor || Math.abs(a.at[1] - b.at[1]) >= 15)).toBe(true);
});

test.each([
  [0, 10, 0],
  [0.1, 10, 1],
  [5, 10, 3],
  [10, 10, 5],
  [3, 0, 0],
])('%d of %d has step %d', (value, most, step) => expect(heatStep(value, most)).toBe(step));
