export const NAME_MIN_LENGTH = 3;
export const NAME_MAX_LENGTH = 40;
export const DISPLAY_NAME_MAX_LENGTH = 60;
/** The rule of the API (domain/names.py): letters, digits, single hyphens between them. */
const NAME_PATTERN = /^[a-z](-?[a-z0-9])*$/;

/** What is wrong with a store name, as one sentence with the way out; null when it is valid. */
export function findNameFault(name: string): string | null {
  if (name === '') return 'Give the store a name.';
  if (/[A-Z]/.test(name)) return 'Use lowercase letters only.';
  if (!/^[a-z]/.test(name)) return 'Start with a lowercase letter.';
  if (!/^[a-z0-9-]*$/.test(name)) return 'Use only lowercase letters, digits and hyphens.';
  if (name.length < NAME_MIN_LENGTH) return `Use at least ${NAME_MIN_LENGTH} characters.`;
  if (name.length > NAME_MAX_LENGTH)
    return `Use at most ${NAME_MAX_LENGTH} characters; this has ${name.length}.`;
  if (!NAME_PATTERN.test(name)) return 'Put hyphens singly and between letters or digits.';
  return null;
}

/** The display name for who gives none, as domain/choices.py makes it: "my-shop" is "My Shop". */
export function deriveDisplayName(name: string): string {
  const words = name.split('-').map((word) => word.charAt(0).toUpperCase() + word.slice(1));
  return words.join(' ').trim();
}

/** What is wrong with a display name (domain/choices.py); an empty one is made from the name. */
export function findDisplayNameFault(name: string): string | null {
  const { length } = Array.from(name.normalize('NFC').trim());
  if (length <= DISPLAY_NAME_MAX_LENGTH) return null;
  return `Use at most ${DISPLAY_NAME_MAX_LENGTH} characters; this has ${length}.`;
}
