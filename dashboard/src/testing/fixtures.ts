/** Data for tests, complete and plausible; each test says only what it is about. */
import type { Condition, Engine, Isolation, Store, StoreEvent } from '@/api/types';

const NOON = '2026-11-24T12:00:00Z';

export function buildStore(changes: Partial<Store> = {}): Store {
  return {
    id: '6e0d6c5e-3f5b-4d0f-9a56-2f1c6d0f7a11',
    name: 'summer-shop',
    key: 'q7w3kf2a',
    engine: 'medusa',
    plan: 'small',
    display_name: 'Summer Shop',
    country: 'DE',
    currency: 'EUR',
    sample_products: true,
    phase: 'Ready',
    phase_reason: 'A shopper can buy.',
    generation: 1,
    observed_generation: 1,
    observed_at: NOON,
    stale: false,
    conditions: [],
    url: 'http://summer-shop-q7w3kf2a.localhost:8080/',
    admin_url: 'http://summer-shop-q7w3kf2a.localhost:8080/app',
    namespace: 'store-q7w3kf2a',
    created_at: NOON,
    ready_at: NOON,
    proven_at: NOON,
    delete_requested_at: null,
    deleted_at: null,
    removal_forced_at: null,
    failure: null,
    problems: [],
    verification: null,
    isolation: null,
    timeline: [],
    notices: [],
    receipt: null,
    ...changes,
  };
}

export function buildCondition(
  type: Condition['type'],
  status: Condition['status'],
  message = '',
): Condition {
  return { type, status, reason: 'Observed', message, last_transition_time: NOON };
}

export function buildEvent(id: number, message = 'Something happened.'): StoreEvent {
  return {
    id,
    store_id: buildStore().id,
    at: NOON,
    type: 'Normal',
    reason: 'Observed',
    message,
    generation: 1,
  };
}

/** Milestones by the seconds since creation, which is at noon; asked for at 0. */
export function buildTimeline(
  seconds: Partial<Record<Store['timeline'][number]['milestone'], number>>,
): Store['timeline'] {
  return Object.entries({ Accepted: 0, ...seconds }).map(([milestone, after]) => ({
    milestone: milestone as Store['timeline'][number]['milestone'],
    at: new Date(Date.parse(NOON) + after * 1000).toISOString(),
    seconds: after,
  }));
}

export function buildIsolation(changes: Partial<Isolation> = {}): Isolation {
  return {
    number: 0,
    requested: 0,
    ok: true,
    message: 'All 2 targets are out of reach.',
    at: NOON,
    checks: [
      { name: 'KubernetesApi', target: '10.96.0.1:443', ok: true, message: 'Timed out.' },
      { name: 'OtherStore', target: '10.244.0.9:8080', ok: true, message: 'Timed out.' },
    ],
    ...changes,
  };
}

export function buildEngine(changes: Partial<Engine> = {}): Engine {
  return {
    name: 'medusa',
    title: 'Medusa',
    description: 'Headless shop.',
    available: true,
    unavailable_reason: null,
    plans: [
      { name: 'small', title: 'Small', description: 'For a start.', isolation_tested: false },
      { name: 'large', title: 'Large', description: 'For a crowd.', isolation_tested: true },
    ],
    countries: ['DE', 'JP', 'US'],
    currencies: ['EUR', 'USD'],
    sign_in_link: true,
    ...changes,
  };
}
