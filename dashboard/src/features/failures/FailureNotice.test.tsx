import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import type { Failure } from '@/api/types';
import { buildStore } from '@/testing/fixtures';
import { answerJson, answerRequests, renderInApp } from '@/testing/render';
import { FailureNotice } from './FailureNotice';

const failure: Failure = {
  reason: 'ImageMissing',
  cause: 'The image is missing.',
  suggestion: 'Run `make up`.',
  permanent: true,
  evidence: 'ErrImagePull: no such image',
  at: '2026-11-24T12:00:00Z',
};

describe('FailureNotice', () => {
  it('offers a retry when the orchestrator gave up', async () => {
    const store = buildStore({ phase: 'Failed', failure });
    const sent = answerRequests(() => answerJson(202, store));
    renderInApp(<FailureNotice store={store} />);
    expect(screen.getByText('make up').tagName).toBe('CODE');
    expect(screen.getByLabelText('Evidence').textContent).toBe(failure.evidence);
    await userEvent.click(screen.getByRole('button', { name: 'Retry' }));
    await waitFor(() => {
      expect(sent[0]?.path).toBe(`/api/v1/stores/${store.id}/retry`);
    });
  });

  it('offers none while it is tried again by itself', () => {
    renderInApp(<FailureNotice store={buildStore({ phase: 'Degraded', failure })} />);
    expect(screen.getByText('The image is missing.')).toBeDefined();
    expect(screen.queryByRole('button')).toBeNull();
  });

  it('says nothing about a failure of before the retry', () => {
    const retried = { phase: 'Provisioning', generation: 2, observed_generation: 1 } as const;
    renderInApp(<FailureNotice store={buildStore({ ...retried, failure })} />);
    expect(screen.queryByText('The image is missing.')).toBeNull();
  });
});
