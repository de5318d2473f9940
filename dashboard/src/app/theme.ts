import { createTheme, type MantineColorsTuple } from '@mantine/core';

/** The one accent colour: cobalt. Index 6 is the button in light, 5 in dark. */
const cobalt: MantineColorsTuple = [
  '#eef2fe',
  '#dbe4fd',
  '#b8c9fb',
  '#8eaaf8',
  '#6288f5',
  '#3b67f0',
  '#2549eb',
  '#1d3bc9',
  '#1c34a1',
  '#1b2f80',
];

/** Cool neutral greys; Mantine draws text (0), dimmed text (2), lines (4) and surfaces (6, 7). */
const dark: MantineColorsTuple = [
  '#ececef',
  '#c3c3cb',
  '#a0a0ab',
  '#74747f',
  '#33333b',
  '#2b2b32',
  '#1d1d22',
  '#18181c',
  '#121215',
  '#0c0c0e',
];

/** Dark enough for small text on white; Mantine takes 6 for errors in light and 8 in dark, and the
 * same two as cobalt for buttons. */
const red: MantineColorsTuple = [
  '#fef3f2',
  '#fde3e1',
  '#fbcbc7',
  '#f6a29c',
  '#ee6f66',
  '#d2372e',
  '#c4281f',
  '#a8201a',
  '#ff9d95',
  '#6d1613',
];

const gray: MantineColorsTuple = [
  '#f8f8f9',
  '#f1f1f3',
  '#e7e7ea',
  '#dadadf',
  '#cdcdd4',
  '#a1a1aa',
  '#74747f',
  '#52525b',
  '#3f3f46',
  '#27272a',
];

const FONTS =
  "'Inter Variable', ui-sans-serif, system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif";

export const theme = createTheme({
  primaryColor: 'cobalt',
  primaryShade: { light: 6, dark: 5 },
  colors: { cobalt, dark, gray, red },
  black: '#18181b',
  fontFamily: FONTS,
  fontFamilyMonospace: "ui-monospace, SFMono-Regular, 'JetBrains Mono', Menlo, Consolas, monospace",
  headings: { fontFamily: FONTS },
  defaultRadius: 'md',
  radius: { xs: '4px', sm: '6px', md: '9px', lg: '14px', xl: '20px' },
  fontSizes: { md: '15px', sm: '14px' },
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    Switch: { defaultProps: { withThumbIndicator: false } },
    Modal: {
      defaultProps: {
        padding: 24,
        radius: 'lg',
        overlayProps: { backgroundOpacity: 0.45 },
        closeButtonProps: { 'aria-label': 'Close' },
      },
      styles: { title: { fontSize: 18, fontWeight: 600, letterSpacing: '-0.012em' } },
    },
    // The placeholder is no menu item, which a menu must not contain.
    Menu: { defaultProps: { withInitialFocusPlaceholder: false } },
    Button: { styles: { label: { fontWeight: 550 } } },
    InputWrapper: { styles: { label: { fontWeight: 550, marginBottom: 4 } } },
  },
});
