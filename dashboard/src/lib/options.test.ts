import { describe, expect, it } from 'vitest';
import { searchOptions } from './options';
import { buildCountryOptions } from './territories';

const countries = buildCountryOptions(['US', 'DE', 'NE', 'CI', 'AX']);

describe('searchOptions', () => {
  it.each([
    ['', ['AX', 'CI', 'DE', 'NE', 'US']],
    ['ger', ['DE', 'NE']],
    ['us', ['US']],
    ['NI', ['NE', 'US']],
    ["cote d'i", ['CI']],
    ['aland', ['AX']],
    ['atlantis', []],
  ])('for %j gives %j', (words, found) => {
    expect(searchOptions(countries, words).map((option) => option.value)).toEqual(found);
  });
});
