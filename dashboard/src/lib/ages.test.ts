import { describe, expect, it } from 'vitest';
import { elapsedSeconds, formatAge, formatDuration } from './ages';

const NOW = Date.parse('2026-11-24T12:00:00Z');

function ago(seconds: number): string {
  return new Date(NOW - seconds * 1000).toISOString();
}

describe('formatAge', () => {
  it.each([
    [0, 'just now'],
    [4.9, 'just now'],
    [5, '5 s ago'],
    [59.9, '59 s ago'],
    [60, '1 min ago'],
    [3599, '59 min ago'],
    [3600, '1 h ago'],
    [86_399, '23 h ago'],
    [86_400, '1 d ago'],
  ])('%d s is %s', (seconds, words) => {
    expect(formatAge(ago(seconds), NOW)).toBe(words);
  });

  it('is never negative when the clocks differ', () => {
    expect(formatAge(ago(-30), NOW)).toBe('just now');
    expect(elapsedSeconds(ago(-30), NOW)).toBe(0);
  });
});

describe('formatDuration', () => {
  it.each([
    [0, '0 s'],
    [59, '59 s'],
    [60, '1 min'],
    [185, '3 min 5 s'],
    [7440, '2 h 4 min'],
    [172_800, '2 d'],
  ])('%d s is %s', (seconds, words) => {
    expect(formatDuration(seconds)).toBe(words);
  });
});
