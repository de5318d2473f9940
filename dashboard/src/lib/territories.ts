import countryToCurrency from 'country-to-currency';
import type { Option } from './options';

// The dashboard speaks English; names in the browser's language would be read with English sounds.
const countryNames = new Intl.DisplayNames('en', { type: 'region', fallback: 'code' });
const currencyNames = new Intl.DisplayNames('en', { type: 'currency', fallback: 'code' });
const CURRENCIES: Readonly<Record<string, string>> = countryToCurrency;

/** Where and in what money a shop sells when nothing tells otherwise; as in domain/choices.py. */
const DEFAULT_COUNTRY = 'US';
const DEFAULT_CURRENCY = 'USD';

/** "DE" as "Germany"; a code without a name stays as it is. */
export function nameCountry(code: string): string {
  return /^[A-Z]{2}$/.test(code) ? (countryNames.of(code) ?? code) : code;
}

/** "EUR" as "Euro"; a code without a name stays as it is. */
export function nameCurrency(code: string): string {
  return /^[A-Z]{3}$/.test(code) ? (currencyNames.of(code) ?? code) : code;
}

/** Countries by name. */
export function buildCountryOptions(codes: readonly string[]): Option[] {
  const options = codes.map((code) => ({ value: code, label: nameCountry(code) }));
  return options.sort((a, b) => a.label.localeCompare(b.label, 'en'));
}

/** Currencies by code, which people know better than the name. */
export function buildCurrencyOptions(codes: readonly string[]): Option[] {
  return [...codes].sort().map((code) => {
    const name = nameCurrency(code);
    return { value: code, label: name === code ? code : `${code} – ${name}` };
  });
}

/**
 * The country to offer first: that of the reader's languages ("de-AT"), if the engine sells there.
 *
 * @param supported not empty
 * @param languages BCP 47, the preferred first, as `navigator.languages`
 */
export function deriveCountry(supported: readonly string[], languages: readonly string[]): string {
  const wanted = [...languages.map(findRegion), DEFAULT_COUNTRY];
  return wanted.find((code) => supported.includes(code)) ?? supported[0] ?? DEFAULT_COUNTRY;
}

/** What people pay with in a country; null when it is not known. */
export function findCountryCurrency(country: string): string | null {
  return CURRENCIES[country] ?? null;
}

/** The country's currency, or what to charge in where the engine cannot do that one. */
export function deriveCurrency(country: string, supported: readonly string[]): string {
  const wanted = [findCountryCurrency(country), DEFAULT_CURRENCY];
  const possible = wanted.filter((code) => code !== null && supported.includes(code));
  return possible[0] ?? supported[0] ?? DEFAULT_CURRENCY;
}

function findRegion(language: string): string {
  try {
    return new Intl.Locale(language).region ?? '';
  } catch {
    return ''; // Not a language tag: it names no country.
  }
}
