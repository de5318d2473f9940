import { useState } from 'react';
import { searchOptions, type Option } from './options';

interface Search {
  /** What was typed; null while nothing is searched and all options are there. */
  readonly words: string | null;
  /** Value of the option that Enter takes. */
  readonly marked: string | null;
}

/** The state of a field that finds one of many options by typing. */
export function useOptionSearch(
  options: readonly Option[],
  value: string,
  onChoose: (value: string) => void,
) {
  const [search, setSearch] = useState<Search | null>(null);
  const words = search?.words ?? null;
  const found = words === null ? options : searchOptions(options, words);
  const marked = search?.marked ?? null;

  function show() {
    setSearch((before) => before ?? { words: null, marked: value });
  }

  function close() {
    setSearch(null);
  }

  return {
    open: search !== null,
    searching: words !== null,
    words: words ?? options.find((option) => option.value === value)?.label ?? value,
    found,
    marked,
    show,
    close,
    type: (typed: string) => {
      const [best] = searchOptions(options, typed);
      setSearch({ words: typed, marked: best?.value ?? null });
    },
    /** Marks the next (1) or previous (-1) option, round the ends; opens the list first. */
    move: (step: 1 | -1) => {
      if (search === null) {
        show();
        return;
      }
      const index = found.findIndex((option) => option.value === marked);
      const next = found.at((index + step) % Math.max(found.length, 1));
      setSearch({ words, marked: next?.value ?? null });
    },
    choose: (chosen: string) => {
      close();
      if (chosen !== value) onChoose(chosen);
    },
  };
}
