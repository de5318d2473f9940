/** A new browser tab whose address is not known yet. */
export interface LaterTab {
  readonly show: (url: string) => void;
  readonly close: () => void;
}

/**
 * Open a tab now, to be sent to an address later: browsers open tabs only while a click is being
 * answered, not after a request. The page that comes there knows nothing of this one.
 *
 * @param words what the tab says until then
 * @returns null when the browser does not allow new tabs
 */
export function openLaterTab(words: string): LaterTab | null {
  const tab = window.open('about:blank', '_blank');
  if (tab === null) return null;
  tab.opener = null;
  tab.document.title = words;
  tab.document.body.textContent = words;
  return {
    show: (url) => {
      tab.location.replace(url);
    },
    close: () => {
      tab.close();
    },
  };
}
