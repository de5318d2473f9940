import { describe, expect, it } from 'vitest';
import { buildEngine } from '@/testing/fixtures';
import { buildRequest, deriveChosen, findFaults, UNTOUCHED, type Typed } from './choices';

const medusa = buildEngine();
const other = buildEngine({ name: 'other', countries: ['JP'], currencies: ['JPY'] });
const missing = buildEngine({ name: 'missing', available: false });

function choose(typed: Partial<Typed>, languages = ['de-DE']) {
  const chosen = deriveChosen({ ...UNTOUCHED, ...typed }, [missing, medusa, other], languages);
  if (chosen === null) throw new Error('nothing can be chosen');
  return chosen;
}

describe('deriveChosen', () => {
  it('offers the first engine that is there, its first plan, and the reader’s country', () => {
    expect(choose({})).toEqual({
      engine: medusa,
      plan: 'small',
      country: 'DE',
      currency: 'EUR',
    });
  });

  it('lets the currency follow the country until it is chosen by hand', () => {
    expect(choose({ country: 'US' }).currency).toBe('USD');
    expect(choose({ country: 'US', currency: 'EUR' }).currency).toBe('EUR');
    expect(choose({ country: 'JP' }).currency).toBe('USD');
  });

  it('drops what another engine cannot do, and brings it back with the engine', () => {
    const typed = { country: 'US', currency: 'EUR' };
    expect(choose({ ...typed, engine: 'other' })).toMatchObject({ country: 'JP', currency: 'JPY' });
    expect(choose(typed)).toMatchObject({ country: 'US', currency: 'EUR' });
  });

  it('is null when no engine can be used', () => {
    expect(deriveChosen(UNTOUCHED, [missing], [])).toBeNull();
  });
});

describe('findFaults', () => {
  it('looks at both names', () => {
    const typed = { ...UNTOUCHED, name: 'No', display_name: 'x'.repeat(61) };
    expect(Object.keys(findFaults(typed))).toEqual(['name', 'display_name']);
    expect(findFaults({ ...UNTOUCHED, name: 'shop' })).toEqual({});
  });
});

describe('buildRequest', () => {
  it('says what is seen, and leaves an empty display name to the API', () => {
    const typed = { ...UNTOUCHED, name: 'shop', display_name: '  ' };
    expect(buildRequest(typed, choose(typed))).toEqual({
      name: 'shop',
      engine: 'medusa',
      plan: 'small',
      country: 'DE',
      currency: 'EUR',
      sample_products: true,
    });
  });
});
