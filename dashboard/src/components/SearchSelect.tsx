import { Combobox, ScrollArea, TextInput, useCombobox } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';
import { memo, useEffect, useId, type KeyboardEvent } from 'react';
import type { Option } from '@/lib/options';
import { useOptionSearch } from '@/lib/useOptionSearch';
import classes from './SearchSelect.module.css';

interface Props {
  readonly label: string;
  readonly description?: string | undefined;
  readonly nothingFound: string;
  /** The same array as long as the options are the same: drawing hundreds takes time. */
  readonly options: readonly Option[];
  readonly value: string;
  readonly error: string | undefined;
  /** The same function each time, for the same reason. */
  readonly onChoose: (value: string) => void;
}

/**
 * One of many options, found by typing a part of its name or its code: the combobox of the ARIA
 * authoring practices, where Enter takes the option that is marked.
 */
export const SearchSelect = memo(function SearchSelect(props: Props) {
  const { label, description, nothingFound, options, value, error, onChoose } = props;
  const search = useOptionSearch(options, value, onChoose);
  const combobox = useCombobox({ opened: search.open, onDropdownClose: search.close });
  const listId = useId();
  const markedId = search.marked === null ? undefined : `${listId}-${search.marked}`;
  useShown(search.open ? markedId : undefined);

  return (
    <Combobox
      store={combobox}
      onOptionSubmit={search.choose}
      // A phone widens the page for whatever lies beside it, even for a moment; not for these two.
      position="bottom-start"
      floatingStrategy="fixed"
    >
      <Combobox.Target withAriaAttributes={false} withKeyboardNavigation={false}>
        <TextInput
          role="combobox"
          aria-autocomplete="list"
          aria-expanded={search.open}
          aria-controls={listId}
          aria-activedescendant={search.open ? markedId : undefined}
          // Escape closes the list first, and only then the dialog around it.
          data-mantine-stop-propagation={search.open || undefined}
          label={label}
          description={description}
          error={error}
          autoComplete="off"
          rightSection={<Combobox.Chevron />}
          rightSectionPointerEvents="none"
          value={search.words}
          onChange={(event) => {
            search.type(event.currentTarget.value);
          }}
          onClick={search.show}
          // Typing replaces the name that is there instead of adding to it.
          onFocus={(event) => {
            event.currentTarget.select();
          }}
          onMouseUp={(event) => {
            if (!search.searching) event.currentTarget.select();
          }}
          onBlur={search.close}
          onKeyDown={(event) => {
            pressKey(event, search);
          }}
        />
      </Combobox.Target>
      <Combobox.Dropdown>
        <ScrollArea.Autosize mah={240} type="scroll">
          <Combobox.Options id={listId} aria-label={label}>
            {search.open
              ? search.found.map((option) => (
                  <Combobox.Option
                    key={option.value}
                    id={`${listId}-${option.value}`}
                    value={option.value}
                    aria-selected={option.value === value}
                    data-combobox-selected={option.value === search.marked || undefined}
                    className={classes.option ?? ''}
                  >
                    {option.label}
                    {option.value === value ? <IconCheck size={15} aria-hidden /> : null}
                  </Combobox.Option>
                ))
              : null}
          </Combobox.Options>
        </ScrollArea.Autosize>
        {search.found.length === 0 ? (
          <Combobox.Empty role="status">{nothingFound}</Combobox.Empty>
        ) : null}
      </Combobox.Dropdown>
    </Combobox>
  );
});

function pressKey(event: KeyboardEvent, search: ReturnType<typeof useOptionSearch>): void {
  if (event.nativeEvent.isComposing) return;
  if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
    event.preventDefault();
    search.move(event.key === 'ArrowDown' ? 1 : -1);
  } else if (event.key === 'Enter' && search.open) {
    // Choosing must not send the form.
    event.preventDefault();
    if (search.marked !== null) search.choose(search.marked);
  } else if (event.key === 'Escape') {
    search.close();
  }
}

/** Keeps the marked option in sight; a list that just opens is laid out with the next frame. */
function useShown(id: string | undefined): void {
  useEffect(() => {
    if (id === undefined) return;
    const frame = requestAnimationFrame(() => {
      document.getElementById(id)?.scrollIntoView({ block: 'nearest' });
    });
    return () => {
      cancelAnimationFrame(frame);
    };
  }, [id]);
}
