import { useRef, useState } from 'react';
import { useCreateStore } from '@/api/stores';
import type { Engine, Store } from '@/api/types';
import { findNameFault } from '@/lib/names';
import { asProblem, collectFieldErrors } from '@/lib/problem';
import { drawRandomKey } from '@/lib/randomKey';

const FIELDS = ['name', 'engine', 'plan'] as const;
type Faults = Partial<Record<(typeof FIELDS)[number], string>>;

/** The create form: what is chosen, what is wrong with it, and sending it. */
export function useCreationForm(engines: readonly Engine[], onCreated: (store: Store) => void) {
  const [name, setName] = useState('');
  const [engineName, setEngineName] = useState<string | null>(null);
  const [planName, setPlanName] = useState<string | null>(null);
  const [nameFault, setNameFault] = useState<string | null>(null);
  const tries = useRef({ request: '', key: '' });
  const create = useCreateStore();

  const engine =
    engines.find((item) => item.name === engineName) ?? engines.find((item) => item.available);
  const plan = engine?.plans.find((item) => item.name === planName) ?? engine?.plans[0];
  const problem = create.error === null ? null : asProblem(create.error);
  const serverFaults: Faults = problem === null ? {} : collectFieldErrors(problem, FIELDS);

  function checkName(): boolean {
    const fault = findNameFault(name);
    setNameFault(fault);
    return fault === null;
  }

  function submit() {
    if (!checkName() || engine === undefined || plan === undefined) return;
    const body = { name, engine: engine.name, plan: plan.name };
    create.mutate({ body, idempotencyKey: keyFor(body) }, { onSuccess: onCreated });
  }

  /** One key per request: sending the same again after a lost answer makes no second store. */
  function keyFor(body: object): string {
    const request = JSON.stringify(body);
    if (tries.current.request !== request) tries.current = { request, key: drawRandomKey() };
    return tries.current.key;
  }

  return {
    name,
    engine,
    plan,
    faults: nameFault === null ? serverFaults : { ...serverFaults, name: nameFault },
    /** What the server refused without naming a field of this form. */
    refusal: Object.keys(serverFaults).length === 0 ? create.error : null,
    sending: create.isPending,
    typeName: (next: string) => {
      setName(next);
      setNameFault(null);
      create.reset();
    },
    checkNameOnLeave: () => {
      if (name !== '') checkName();
    },
    chooseEngine: (next: string) => {
      setEngineName(next);
      setPlanName(null);
      create.reset();
    },
    choosePlan: setPlanName,
    submit,
  };
}
