import { afterEach, describe, expect, it, vi } from 'vitest';
import { openLaterTab } from './laterTab';

function buildWindow() {
  return {
    opener: {} as unknown,
    document: { title: '', body: { textContent: '' } },
    location: { replace: vi.fn() },
    close: vi.fn(),
  };
}

function stubOpen(opened: ReturnType<typeof buildWindow> | null) {
  const open = vi.fn(() => opened);
  vi.stubGlobal('window', { open });
  return open;
}

describe('openLaterTab', () => {
  afterEach(() => {
    vi.unstubAllGlobals();
  });

  it('opens at once, without an opener, and goes to the address later', () => {
    const opened = buildWindow();
    const open = stubOpen(opened);
    const tab = openLaterTab('Signing in…');
    expect(open.mock.calls).toEqual([['about:blank', '_blank']]);
    expect(opened.opener).toBeNull();
    expect([opened.document.title, opened.document.body.textContent]).toEqual([
      'Signing in…',
      'Signing in…',
    ]);
    expect(opened.location.replace).not.toHaveBeenCalled();
    tab?.show('http://shop.test/sign-in#x');
    expect(opened.location.replace).toHaveBeenCalledWith('http://shop.test/sign-in#x');
  });

  it('closes what it opened', () => {
    const opened = buildWindow();
    stubOpen(opened);
    openLaterTab('Signing in…')?.close();
    expect(opened.close).toHaveBeenCalledOnce();
  });

  it('is null when the browser does not allow it', () => {
    stubOpen(null);
    expect(openLaterTab('Signing in…')).toBeNull();
  });
});
