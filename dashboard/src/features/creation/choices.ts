import type { Engine, StoreCreate } from '@/api/types';
import { findDisplayNameFault, findNameFault } from '@/lib/names';
import { deriveCountry, deriveCurrency } from '@/lib/territories';

export const FIELDS = [
  'name',
  'display_name',
  'engine',
  'plan',
  'country',
  'currency',
  'sample_products',
] as const;
export type Field = (typeof FIELDS)[number];
export type Faults = Partial<Record<Field, string>>;

/** What somebody has touched; null stands for what the form offers by itself. */
export interface Typed {
  readonly name: string;
  readonly display_name: string;
  readonly engine: string | null;
  readonly plan: string | null;
  readonly country: string | null;
  readonly currency: string | null;
  readonly sample_products: boolean;
}

export const UNTOUCHED: Typed = {
  name: '',
  display_name: '',
  engine: null,
  plan: null,
  country: null,
  currency: null,
  sample_products: true,
};

export interface Chosen {
  readonly engine: Engine;
  readonly plan: string;
  readonly country: string;
  readonly currency: string;
}

/**
 * What the form shows as chosen: what was touched as far as the engine can do it, else what is
 * usual. The currency follows the country until it is chosen by hand.
 *
 * @returns null when no engine can be used here
 */
export function deriveChosen(
  typed: Typed,
  engines: readonly Engine[],
  languages: readonly string[],
): Chosen | null {
  const engine =
    engines.find((item) => item.name === typed.engine) ?? engines.find((item) => item.available);
  if (engine === undefined) return null;
  const { countries, currencies, plans } = engine;
  const plan = plans.find((item) => item.name === typed.plan) ?? plans[0];
  const country = keep(typed.country, countries) ?? deriveCountry(countries, languages);
  const currency = keep(typed.currency, currencies) ?? deriveCurrency(country, currencies);
  return { engine, plan: plan?.name ?? '', country, currency };
}

/** What can be seen to be wrong without asking the API. */
export function findFaults(typed: Typed): Faults {
  const name = findNameFault(typed.name);
  const displayName = findDisplayNameFault(typed.display_name);
  return {
    ...(name === null ? {} : { name }),
    ...(displayName === null ? {} : { display_name: displayName }),
  };
}

/** The request; without a display name the API makes one from the name. */
export function buildRequest(typed: Typed, chosen: Chosen): StoreCreate {
  const displayName = typed.display_name.trim();
  return {
    name: typed.name,
    engine: chosen.engine.name,
    plan: chosen.plan,
    ...(displayName === '' ? {} : { display_name: displayName }),
    country: chosen.country,
    currency: chosen.currency,
    sample_products: typed.sample_products,
  };
}

function keep(wanted: string | null, possible: readonly string[]): string | null {
  return wanted !== null && possible.includes(wanted) ? wanted : null;
}
