import { describe, expect, test } from 'vitest';
import { addDays, ago, date, daysBetween, instant, monday, nearWindow, parseDate, today, window } from './date';
import { fold, matches } from './fold';
import { money, number, parseMoney, parseNumber, percent, roundMoney } from './number';
import { quantity, tonnes } from './quantity';

const plain = (s: string) => s.replaceAll('\u00a0', ' ');

describe('numbers', () => {
  test.each([
    ['1250', 1250],
    ['1.250', 1250],
    ['1 250', 1250],
    ['1.250.000', 1250000],
    ['1,5', 1.5],
    ['1.5', 1.5],
    ['1.250,5', 1250.5],
    ['1,250.5', 1250.5],
    ['12.34', 12.34],
    ['', null],
    ['12kg', null],
    ['-3', null],
  ])('reads %s', (text, value) => expect(parseNumber(text)).toBe(value));

  test.each([
    ['185.000', 185000],
    ['185,000 đ', 185000],
    ['185000', 185000],
    ['1.250.000', 1250000],
    ['18,5', null],
    ['', null],
  ])('reads money %s', (text, value) => expect(parseMoney(text)).toBe(value));

  test('writes them', () => {
    expect(plain(money(1250000, 'vi'))).toBe('1.250.000 đ');
    expect(plain(money(1250000, 'en'))).toBe('1,250,000 đ');
    expect(plain(roundMoney(1_234_000_000, 'vi'))).toBe('1,2 tỷ đ');
    expect(number(1234.56, 'vi', 1)).toBe('1.234,6');
    expect(plain(percent(0.004, 'vi'))).toBe('< 1 %');
    expect(plain(percent(0.641, 'vi'))).toBe('64 %');
  });
});

describe('quantities', () => {
  test.each([
    [1_250_000, '1,25 tấn'],
    [850_000, '850 kg'],
    [12_500, '12,5 kg'],
    [500, '500 g'],
    [0, '0 kg'],
  ])('%i g', (amount, text) => expect(plain(quantity(amount, 'g', 'vi'))).toBe(text));

  test('other bases', () => {
    expect(plain(quantity(1200, 'piece', 'vi', 'quả'))).toBe('1.200 quả');
    expect(plain(quantity(1500, 'ml', 'vi'))).toBe('1,5 lít');
    expect(plain(tonnes(2_652_400_000, 'vi'))).toBe('2.652 tấn');
  });
});

describe('dates', () => {
  const base = '2026-11-24';
  test.each([
    ['24/11/2026', '2026-11-24'],
    ['5/1/2027', '2027-01-05'],
    ['5-1-27', '2027-01-05'],
    ['25/11', '2026-11-25'],
    ['5/1', '2027-01-05'],
    ['31/02/2027', null],
    ['mai', null],
  ])('reads %s', (text, value) => expect(parseDate(text, base)).toBe(value));

  test('writes and counts', () => {
    expect(date('2026-11-24')).toBe('24/11/2026');
    expect(window('2026-11-24', '2026-12-08')).toBe('24/11 – 08/12/2026');
    expect(window('2026-12-24', '2027-01-08')).toBe('24/12/2026 – 08/01/2027');
    expect(nearWindow('2026-12-24', '2027-01-08', base)).toBe('24/12 – 08/01');
    expect(nearWindow('2027-12-24', '2028-01-08', base)).toBe('24/12/2027 – 08/01/2028');
    expect(addDays('2026-12-31', 1)).toBe('2027-01-01');
    expect(daysBetween('2026-11-24', '2026-12-01')).toBe(7);
    expect(monday('2026-11-29')).toBe('2026-11-23');
    expect(today(new Date('2026-11-23T18:00:00Z'))).toBe('2026-11-24');
    expect(instant('2026-11-23T18:05:00Z')).toBe('01:05, 24/11/2026');
    expect(ago('2026-11-24T00:00:00Z', 'vi', Date.parse('2026-11-24T00:05:10Z'))).toBe('5 phút trước');
  });
});

describe('folding', () => {
  test('accents and đ do not matter', () => {
    expect(fold('  Đầm  Dơi ')).toBe('dam doi');
    expect(fold('Ba khía Rạch Gốc'.normalize('NFD'))).toBe('ba khia rach goc');
    expect(matches('Tôm sú sinh thái Năm Căn', 'tom nam')).toBe(true);
    expect(matches('Tôm sú sinh thái Năm Căn', 'om')).toBe(false);
  });
});
