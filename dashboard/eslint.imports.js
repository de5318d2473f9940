// One-way imports: lib → api → components → features → app. Folders are reached by `@/…` only
// (`./…` stays inside a folder), so that these rules see every crossing.
import tseslint from 'typescript-eslint';

const upwards = {
  regex: '^\\.\\./',
  message: 'Reach another folder by `@/…`, so that the one-way import rule sees it.',
};

/**
 * @param {string} folder
 * @param {string[]} forbidden folders that must not be imported
 * @param {boolean} types whether type-only imports of them are allowed
 */
function layer(folder, forbidden, types = false) {
  const above = {
    regex: `^@/(${forbidden.join('|')})(/|$)`,
    message: `src/${folder} must not import this: imports go lib → api → components → features → app, and no feature imports another.`,
    allowTypeImports: types,
  };
  return {
    files: [`src/${folder}/**/*.{ts,tsx}`],
    plugins: { '@typescript-eslint': tseslint.plugin },
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        { patterns: forbidden.length > 0 ? [upwards, above] : [upwards] },
      ],
    },
  };
}

export const importRules = [
  // lib and components may name the API's types, never call it.
  layer('lib', ['api', 'components', 'features', 'app'], true),
  layer('api', ['components', 'features', 'app']),
  layer('components', ['api', 'features', 'app'], true),
  layer('features', ['features', 'app']),
  layer('app', []),
];
