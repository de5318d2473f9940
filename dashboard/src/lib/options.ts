/** Something to choose: what it stands for, and what people read. */
export interface Option {
  readonly value: string;
  readonly label: string;
}

/** Options whose label contains the words or whose value they are; the best matches come first. */
export function searchOptions(options: readonly Option[], words: string): Option[] {
  const wanted = fold(words);
  if (wanted === '') return [...options];
  return options
    .map((option) => ({ option, place: findPlace(option, wanted) }))
    .filter(({ place }) => place >= 0)
    .sort((a, b) => Math.min(a.place, 1) - Math.min(b.place, 1))
    .map(({ option }) => option);
}

function findPlace({ value, label }: Option, wanted: string): number {
  return fold(value) === wanted ? 0 : fold(label).indexOf(wanted);
}

/** Without case and accents: "cote d'i" finds "Côte d’Ivoire". */
function fold(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{Mn}/gu, '')
    .replaceAll('’', "'")
    .trim()
    .toLowerCase();
}
