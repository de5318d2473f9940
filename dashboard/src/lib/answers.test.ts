import { describe, expect, it } from 'vitest';
import { isAwaited } from './answers';

describe('isAwaited', () => {
  it.each([
    ['nothing asked, nothing known', null, null, false],
    ['asked, no answer ever', null, 1, true],
    ['the answer made to become Ready', { number: 0, requested: 0 }, null, false],
    ['asked here, older answer', { number: 0, requested: 0 }, 1, true],
    ['asked here, answered', { number: 1, requested: 1 }, 1, false],
    ['asked by somebody else', { number: 1, requested: 2 }, 1, true],
  ])('%s', (_, answer, asked, expected) => {
    expect(isAwaited(answer, asked)).toBe(expected);
  });
});
