import { screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { buildCondition, buildStore } from '@/testing/fixtures';
import { renderInApp } from '@/testing/render';
import { StoreRow } from './StoreRow';

describe('StoreRow', () => {
  it('links to the shop only while something answers there', () => {
    renderInApp(<StoreRow store={buildStore()} />);
    expect(screen.getByRole('link', { name: /summer-shop-q7w3kf2a/ }).getAttribute('href')).toBe(
      buildStore().url,
    );
  });

  it('shows the step while it is being set up', () => {
    const conditions = [buildCondition('ReleaseDeployed', 'True')];
    renderInApp(
      <StoreRow
        store={buildStore({ phase: 'Provisioning', phase_reason: 'Starting.', conditions })}
      />,
    );
    expect(screen.getByText('Step 2 of 5: Starting.')).toBeDefined();
    expect(screen.queryAllByRole('link')).toHaveLength(1);
  });

  it('marks what may be outdated', () => {
    renderInApp(<StoreRow store={buildStore({ stale: true })} />);
    expect(screen.getByText(/^Stale/)).toBeDefined();
  });
});
