import { useMemo } from 'react';
import { SearchSelect } from '@/components/SearchSelect';
import {
  buildCountryOptions,
  buildCurrencyOptions,
  findCountryCurrency,
  nameCountry,
} from '@/lib/territories';
import type { Chosen } from './choices';
import classes from './CreateForm.module.css';
import type { CreationForm } from './useCreationForm';

interface Props {
  readonly form: CreationForm;
  readonly chosen: Chosen;
}

/** Where the shop sells and in what money. */
export function MarketFields({ form, chosen }: Props) {
  const { countries, currencies } = chosen.engine;
  const countryOptions = useMemo(() => buildCountryOptions(countries), [countries]);
  const currencyOptions = useMemo(() => buildCurrencyOptions(currencies), [currencies]);
  const { chooseCountry, chooseCurrency } = form;
  return (
    <div className={classes.pair}>
      <SearchSelect
        label="Country"
        nothingFound="No such country"
        options={countryOptions}
        value={chosen.country}
        error={form.faults.country}
        onChoose={chooseCountry}
      />
      <SearchSelect
        label="Currency"
        nothingFound="No such currency"
        description={describeSubstitute(chosen)}
        options={currencyOptions}
        value={chosen.currency}
        error={form.faults.currency}
        onChoose={chooseCurrency}
      />
    </div>
  );
}

/** Why the currency is not the country's own, where the engine leaves no choice. */
function describeSubstitute({ engine, country }: Chosen): string | undefined {
  const own = findCountryCurrency(country);
  if (own === null || engine.currencies.includes(own)) return undefined;
  return `${engine.title} cannot charge in ${own}, the currency of ${nameCountry(country)}.`;
}
