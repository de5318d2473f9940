import { screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { renderInApp } from '@/testing/render';
import { Notices } from './Notices';

describe('Notices', () => {
  it('says each in the server’s words, under what it is about', () => {
    const message = 'The shop sends no mail: set `SO_SMTP_HOST`.';
    renderInApp(<Notices notices={[{ reason: 'MailDropped', message }]} />);
    expect(screen.getByRole('heading', { name: 'Mail dropped' })).toBeDefined();
    expect(screen.getByText('SO_SMTP_HOST').tagName).toBe('CODE');
  });

  it('is absent when there is nothing to say', () => {
    renderInApp(<Notices notices={[]} />);
    expect(screen.queryByRole('region')).toBeNull();
  });
});
