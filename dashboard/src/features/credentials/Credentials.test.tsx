import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { answerJson, answerRequests, renderInApp } from '@/testing/render';
import { Credentials } from './Credentials';

const credentials = {
  items: [
    { name: 'admin_email', label: 'Admin e-mail', value: 'admin@shop.test', secret: false },
    { name: 'admin_password', label: 'Admin password', value: 'hunter-two', secret: true },
  ],
  admin_url: null,
};

describe('Credentials', () => {
  it('asks on demand only, masks secrets and forgets them when hidden', async () => {
    const sent = answerRequests(() => answerJson(200, credentials));
    renderInApp(<Credentials storeId="s1" />);
    expect(sent).toEqual([]);
    await userEvent.click(screen.getByRole('button', { name: 'Reveal credentials' }));
    expect(await screen.findByText('admin@shop.test')).toBeDefined();
    expect(document.body.textContent).not.toContain('hunter-two');
    await userEvent.click(screen.getByRole('button', { name: 'Show Admin password' }));
    expect(screen.getByText('hunter-two')).toBeDefined();
    await userEvent.click(screen.getByRole('button', { name: 'Hide credentials' }));
    expect(document.body.textContent).not.toContain('hunter-two');
  });

  it('shows the server’s reason when there are none', async () => {
    answerRequests(() =>
      answerJson(409, { title: 'Too early', detail: 'None are drawn yet.', remedy: 'Wait.' }),
    );
    renderInApp(<Credentials storeId="s1" />);
    await userEvent.click(screen.getByRole('button', { name: 'Reveal credentials' }));
    expect((await screen.findByRole('alert')).textContent).toContain('None are drawn yet.');
  });
});
