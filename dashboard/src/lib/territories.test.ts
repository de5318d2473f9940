import { describe, expect, it } from 'vitest';
import {
  buildCountryOptions,
  buildCurrencyOptions,
  deriveCountry,
  deriveCurrency,
  nameCountry,
  nameCurrency,
} from './territories';

const countries = buildCountryOptions(['US', 'DE', 'NE', 'CI', 'AX']);

describe('names', () => {
  it('names countries and currencies, and leaves what has no name', () => {
    expect([nameCountry('DE'), nameCountry('??')]).toEqual(['Germany', '??']);
    expect([nameCurrency('EUR'), nameCurrency('?')]).toEqual(['Euro', '?']);
  });

  it('sorts countries by name and currencies by code', () => {
    expect(countries.map((option) => option.value)).toEqual(['AX', 'CI', 'DE', 'NE', 'US']);
    expect(buildCurrencyOptions(['USD', 'EUR', 'QQQ'])).toEqual([
      { value: 'EUR', label: 'EUR – Euro' },
      { value: 'QQQ', label: 'QQQ' },
      { value: 'USD', label: 'USD – US Dollar' },
    ]);
  });
});

describe('deriveCountry', () => {
  it.each([
    [['US', 'AT', 'DE'], ['de-AT', 'de-DE'], 'AT'],
    [['US', 'DE'], ['de-AT', 'de-DE'], 'DE'],
    [['DE', 'US'], ['eo', 'not a language'], 'US'],
    [['DE', 'FR'], ['en-GB'], 'DE'],
  ])('of %j for a reader of %j is %s', (supported, languages, country) => {
    expect(deriveCountry(supported, languages)).toBe(country);
  });
});

describe('deriveCurrency', () => {
  it.each([
    ['DE', ['EUR', 'USD'], 'EUR'],
    ['JP', ['EUR', 'USD'], 'USD'],
    ['JP', ['EUR', 'CHF'], 'EUR'],
    ['??', ['EUR', 'USD'], 'USD'],
  ])('of %s among %j is %s', (country, supported, currency) => {
    expect(deriveCurrency(country, supported)).toBe(currency);
  });
});
