import { expect, test } from 'vitest';
import { device } from './device';

test.each([
  [
    'Mozilla/5.0 (Linux; Android 13; SM-A135F) AppleWebKit/537.36 Chrome/120.0 Mobile Safari/537.36',
    'Chrome · Android',
  ],
  [
    'Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605 Version/17.0 Safari/604.1',
    'Safari · iPhone, iPad',
  ],
  ['curl/8.0', ''],
  [null, ''],
])('%s', (agent, name) => expect(device(agent)).toBe(name));
