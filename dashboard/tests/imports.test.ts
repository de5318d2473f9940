import { ESLint } from 'eslint';
import tseslint from 'typescript-eslint';
import { describe, expect, it } from 'vitest';
import { importRules } from '../eslint.imports.js';

const eslint = new ESLint({
  overrideConfigFile: true,
  overrideConfig: [
    { files: ['**/*.{ts,tsx}'], languageOptions: { parser: tseslint.parser } },
    ...importRules,
  ] as ESLint.Options['overrideConfig'],
});

async function countFaults(filePath: string, code: string): Promise<number> {
  const [result] = await eslint.lintText(code, { filePath });
  return result?.errorCount ?? -1;
}

describe('one-way imports', () => {
  it.each([
    ['src/lib/x.ts', "import { client } from '@/api/client';"],
    ['src/lib/x.ts', "import { Panel } from '@/components/Panel';"],
    ['src/api/x.ts', "import { Panel } from '@/components/Panel';"],
    ['src/components/x.tsx', "import { client } from '@/api/client';"],
    ['src/components/x.tsx', "import { StoreRow } from '@/features/stores/StoreRow';"],
    ['src/features/stores/x.tsx', "import { router } from '@/app/router';"],
    ['src/features/stores/x.tsx', "import { Removal } from '@/features/deletion/Removal';"],
    ['src/features/stores/x.tsx', "import { Removal } from '../deletion/Removal';"],
    ['src/app/pages/x.tsx', "import { client } from '../../api/client';"],
  ])('reports a planted violation: %s %s', async (file, code) => {
    expect(await countFaults(file, code)).toBe(1);
  });

  it.each([
    ['src/lib/x.ts', "import type { Store } from '@/api/types';"],
    ['src/api/x.ts', "import { mergeStore } from '@/lib/storeLists';"],
    ['src/features/stores/x.tsx', "import { Panel } from '@/components/Panel';"],
    ['src/features/stores/x.tsx', "import { StoreRow } from './StoreRow';"],
    ['src/app/x.tsx', "import { StoreList } from '@/features/stores/StoreList';"],
  ])('lets pass what is right: %s %s', async (file, code) => {
    expect(await countFaults(file, code)).toBe(0);
  });
});
