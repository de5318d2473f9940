interface Props {
  readonly children: string;
}

/** A sentence in which `commands` in backticks are set as code. */
export function Prose({ children }: Props) {
  return children
    .split('`')
    .map((part, index) => (index % 2 === 1 ? <code key={index}>{part}</code> : part));
}
