import { expect, test } from 'vitest';
import { capabilitiesOf, registration, type Draft } from './registration';

const draft: Draft = {
  role: 'supplier',
  name: ' HTX Thử ',
  kind: 'cooperative',
  taxCode: '',
  place: '32140',
  can: ['freezes'],
  tonnesPerDay: 1.5,
  person: 'Người thử',
  login: '0912 345 678',
  password: 'mot-mat-khau',
};

test('a phone number loses its spaces, an empty tax code is left out', () => {
  const body = registration(draft, undefined);
  expect(body.user).toMatchObject({ phone: '0912345678' });
  expect(body.organisation).toEqual({ name: 'HTX Thử', kind: 'cooperative', place: '32140' });
  expect(registration({ ...draft, login: 'a@b.vn' }, undefined).user).toMatchObject({ email: 'a@b.vn' });
});

test('capacity is asked in tonnes and sent in kilograms; buyers have none', () => {
  expect(capabilitiesOf(draft)).toMatchObject({ freezes: true, collects: false, kg_per_day: 1500 });
  expect(capabilitiesOf({ ...draft, role: 'buyer' })).toBeUndefined();
});
