import { expect, it } from 'vitest';
import { maskNumber } from '../../../../shared/platform/sms/mask-number.ts';

it.each([
  ['+14155550123', '+1•••••••0123'],
  ['+491701234567', '+4•••••••4567'],
  ['+12345678', '+1•••••••5678'],
  ['+1234567', '+•••••••67'],
  ['12', '•••••••12'],
  ['+1•••••••0123', '+1•••••••0123'],
  ['', '•••••••'],
])('shows of %j only %j', (number, masked) => {
  expect(maskNumber(number)).toBe(masked);
});
