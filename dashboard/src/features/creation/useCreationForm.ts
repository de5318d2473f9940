import { useCallback, useRef, useState } from 'react';
import { useCreateStore } from '@/api/stores';
import type { Engine, Store } from '@/api/types';
import { asProblem, collectFieldErrors } from '@/lib/problem';
import { drawRandomKey } from '@/lib/randomKey';
import {
  buildRequest,
  deriveChosen,
  FIELDS,
  findFaults,
  UNTOUCHED,
  type Faults,
  type Field,
  type Typed,
} from './choices';

/** The create form: what is chosen, what is wrong with it, and sending it. */
export function useCreationForm(engines: readonly Engine[], onCreated: (store: Store) => void) {
  const [typed, setTyped] = useState(UNTOUCHED);
  const [ownFaults, setOwnFaults] = useState<Faults>({});
  const [refusals, setRefusals] = useState(0);
  const tries = useRef({ request: '', key: '' });
  const create = useCreateStore();

  const chosen = deriveChosen(typed, engines, navigator.languages);
  const serverFaults =
    create.error === null ? {} : collectFieldErrors(asProblem(create.error), FIELDS);

  function noteRefusal() {
    setRefusals((count) => count + 1);
  }

  const { reset } = create;
  const change = useCallback(
    (part: Partial<Typed>) => {
      setTyped((before) => ({ ...before, ...part }));
      setOwnFaults((before) => omit(before, Object.keys(part)));
      reset();
    },
    [reset],
  );
  const chooseCountry = useCallback(
    (country: string) => {
      change({ country });
    },
    [change],
  );
  const chooseCurrency = useCallback(
    (currency: string) => {
      change({ currency });
    },
    [change],
  );

  function submit() {
    if (chosen === null) return;
    const faults = findFaults(typed);
    setOwnFaults(faults);
    if (Object.keys(faults).length > 0) {
      noteRefusal();
      return;
    }
    const body = buildRequest(typed, chosen);
    create.mutate(
      { body, idempotencyKey: keyFor(body) },
      { onSuccess: onCreated, onError: noteRefusal },
    );
  }

  /** One key per request: sending the same again after a lost answer makes no second store. */
  function keyFor(body: object): string {
    const request = JSON.stringify(body);
    if (tries.current.request !== request) tries.current = { request, key: drawRandomKey() };
    return tries.current.key;
  }

  return {
    typed,
    chosen,
    faults: { ...serverFaults, ...ownFaults } as Faults,
    /** What the server refused without naming a field of this form. */
    refusal: Object.keys(serverFaults).length === 0 ? create.error : null,
    /** How often sending was refused: after each, the first field at fault takes the focus. */
    refusals,
    sending: create.isPending,
    change,
    chooseCountry,
    chooseCurrency,
    checkOnLeave: (field: Field) => {
      if (typed[field] === '') return;
      const fault = findFaults(typed)[field];
      if (fault !== undefined) setOwnFaults((before) => ({ ...before, [field]: fault }));
    },
    submit,
  };
}

export type CreationForm = ReturnType<typeof useCreationForm>;

function omit(faults: Faults, fields: readonly string[]): Faults {
  return Object.fromEntries(Object.entries(faults).filter(([field]) => !fields.includes(field)));
}
