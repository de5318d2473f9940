import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it, vi } from 'vitest';
import { renderInApp } from '@/testing/render';
import { SearchSelect } from './SearchSelect';

const options = [
  { value: 'DE', label: 'Germany' },
  { value: 'NE', label: 'Niger' },
  { value: 'US', label: 'United States' },
];

function renderSelect() {
  const onChoose = vi.fn();
  const onSubmit = vi.fn((event: React.SyntheticEvent) => {
    event.preventDefault();
  });
  renderInApp(
    <form onSubmit={onSubmit}>
      <SearchSelect
        label="Country"
        nothingFound="No such country"
        options={options}
        value="US"
        error={undefined}
        onChoose={onChoose}
      />
      <button type="submit">Send</button>
    </form>,
  );
  const field = screen.getByRole<HTMLInputElement>('combobox', { name: 'Country' });
  return { field, onChoose, onSubmit };
}

function readMarked(field: HTMLElement) {
  const id = field.getAttribute('aria-activedescendant');
  return id === null ? null : document.getElementById(id)?.textContent;
}

describe('SearchSelect', () => {
  it('opens at what is chosen', async () => {
    const { field } = renderSelect();
    expect(field.ariaExpanded).toBe('false');
    await userEvent.click(field);
    expect(field.ariaExpanded).toBe('true');
    expect(screen.getAllByRole('option').map((option) => option.ariaSelected)).toEqual([
      'false',
      'false',
      'true',
    ]);
    expect(readMarked(field)).toBe('United States');
  });

  it('takes the best match with Enter, without sending the form', async () => {
    const { field, onChoose, onSubmit } = renderSelect();
    await userEvent.tab();
    await userEvent.keyboard('ger');
    expect(readMarked(field)).toBe('Germany');
    await userEvent.keyboard('{Enter}');
    expect(onChoose.mock.calls).toEqual([['DE']]);
    expect(onSubmit).not.toHaveBeenCalled();
    await userEvent.keyboard('{Enter}');
    expect(onSubmit).toHaveBeenCalledOnce();
  });

  it('moves with the arrows, round the ends', async () => {
    const { field, onChoose } = renderSelect();
    await userEvent.tab();
    await userEvent.keyboard('{ArrowDown}{ArrowDown}');
    expect(readMarked(field)).toBe('Germany');
    await userEvent.keyboard('{ArrowUp}{ArrowUp}');
    expect(readMarked(field)).toBe('Niger');
    await userEvent.keyboard('{Enter}');
    expect(onChoose.mock.calls).toEqual([['NE']]);
  });

  it('says that nothing was found; Enter then changes nothing', async () => {
    const { field, onChoose, onSubmit } = renderSelect();
    await userEvent.type(field, 'atlantis');
    expect(screen.getByText('No such country')).toBeDefined();
    await userEvent.keyboard('{ArrowDown}{Enter}');
    expect([onChoose.mock.calls, onSubmit.mock.calls]).toEqual([[], []]);
  });

  it.each([
    ['Escape', () => userEvent.keyboard('{Escape}')],
    ['leaving', () => userEvent.tab()],
  ])('keeps what is chosen after %s', async (_, leave) => {
    const { field, onChoose } = renderSelect();
    await userEvent.type(field, 'ger');
    await leave();
    expect(field.value).toBe('United States');
    expect(field.ariaExpanded).toBe('false');
    expect(onChoose).not.toHaveBeenCalled();
  });

  it('takes what is clicked', async () => {
    const { field, onChoose } = renderSelect();
    await userEvent.click(field);
    await userEvent.click(screen.getByRole('option', { name: 'Niger' }));
    expect(onChoose.mock.calls).toEqual([['NE']]);
  });
});
