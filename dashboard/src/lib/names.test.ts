import { describe, expect, it } from 'vitest';
import { deriveDisplayName, findDisplayNameFault, findNameFault } from './names';

describe('findNameFault', () => {
  it.each(['abc', 'a1b', 'summer-shop2', 'a-b-c', 'a'.repeat(40)])('accepts %s', (name) => {
    expect(findNameFault(name)).toBeNull();
  });

  it.each([
    ['', /give/i],
    ['Shop', /lowercase/i],
    ['1shop', /start/i],
    ['-shop', /start/i],
    ['my shop', /only/i],
    ['schön', /only/i],
    ['ab', /at least 3/i],
    ['a'.repeat(41), /at most 40/i],
    ['a--b', /singly/i],
    ['shop-', /singly/i],
  ])('refuses %j', (name, fault) => {
    expect(findNameFault(name)).toMatch(fault);
  });

  it('agrees with the rule of the API for every short text', () => {
    const rule = /^[a-z](-?[a-z0-9])*$/;
    const letters = ['a', '1', '-', 'A', '_'];
    const texts = letters.flatMap((a) =>
      letters.flatMap((b) => letters.flatMap((c) => letters.map((d) => a + b + c + d))),
    );
    for (const text of texts)
      expect([text, findNameFault(text) === null]).toEqual([text, rule.test(text)]);
  });
});

describe('display names', () => {
  it.each([
    ['summer-shop', 'Summer Shop'],
    ['a1', 'A1'],
    ['half-', 'Half'],
    ['', ''],
  ])('of %j is %j', (name, display) => {
    expect(deriveDisplayName(name)).toBe(display);
  });

  it('counts characters as the API does', () => {
    expect(findDisplayNameFault('')).toBeNull();
    expect(findDisplayNameFault(`  ${'🧵'.repeat(60)}  `)).toBeNull();
    expect(findDisplayNameFault('o\u0308'.repeat(60))).toBeNull();
    expect(findDisplayNameFault('x'.repeat(61))).toMatch(/at most 60.*has 61/);
  });
});
