import { screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { Failure, Trouble } from '@/api/types';
import { buildStore } from '@/testing/fixtures';
import { renderInApp } from '@/testing/render';
import { Troubles } from './Troubles';

const stuck: Trouble = {
  reason: 'FinalizerStuck',
  cause: 'ConfigMap hold cannot go away.',
  evidence: '/api/v1/namespaces/x/configmaps/hold\nfinalizers: example.org/hold',
  suggestion: 'Start its controller.',
};

const failure: Failure = { ...stuck, permanent: true, at: '2026-11-24T12:00:00Z' };

describe('Troubles', () => {
  it('shows cause, evidence and what to do', () => {
    renderInApp(<Troubles store={buildStore({ phase: 'Deleting', problems: [stuck] })} />);
    expect(screen.getByRole('heading', { name: 'Finalizer stuck' })).toBeDefined();
    expect(screen.getByText(stuck.cause)).toBeDefined();
    expect(screen.getByText(stuck.suggestion)).toBeDefined();
    expect(screen.getByLabelText('Evidence').textContent).toBe(stuck.evidence);
  });

  it('does not repeat what the failure says', () => {
    renderInApp(<Troubles store={buildStore({ phase: 'Failed', problems: [stuck], failure })} />);
    expect(screen.queryByText(stuck.cause)).toBeNull();
  });

  it('says nothing of a store that has none', () => {
    renderInApp(<Troubles store={buildStore()} />);
    expect(screen.queryByRole('region')).toBeNull();
  });
});
