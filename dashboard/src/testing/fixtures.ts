/** Data for tests, complete and plausible; each test says only what it is about. */
import type { Condition, Store, StoreEvent } from '@/api/types';

const NOON = '2026-11-24T12:00:00Z';

export function buildStore(changes: Partial<Store> = {}): Store {
  return {
    id: '6e0d6c5e-3f5b-4d0f-9a56-2f1c6d0f7a11',
    name: 'summer-shop',
    key: 'q7w3kf2a',
    engine: 'medusa',
    plan: 'small',
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
    delete_requested_at: null,
    deleted_at: null,
    failure: null,
    verification: null,
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
