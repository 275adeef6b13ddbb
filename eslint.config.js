import js from '@eslint/js';
import { defineConfig, globalIgnores } from 'eslint/config';
import reactHooks from 'eslint-plugin-react-hooks';
import globals from 'globals';
import tseslint from 'typescript-eslint';

// Rules that need no type information: tsc checks types once, and this stays a matter of seconds.
export default defineConfig([
  globalIgnores(['node_modules', '.build', '.data', 'client/api/generated*.ts']),
  js.configs.recommended,
  tseslint.configs.strict,
  { languageOptions: { globals: globals.node }, linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: ['client/**/*.{ts,tsx}'],
    extends: [reactHooks.configs.flat['recommended-latest']],
    languageOptions: { globals: globals.browser },
  },
  {
    rules: {
      '@typescript-eslint/consistent-type-imports': ['error', { disallowTypeAnnotations: false }],
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true },
      ],
      // Entities and resolvers are classes by contract with their libraries.
      '@typescript-eslint/no-extraneous-class': 'off',
      // Exported names are said where they are made.
      'no-restricted-syntax': ['error', { selector: 'ExportDefaultDeclaration', message: 'Exports are named.' }],
      // `== null` means null or undefined, and nothing else says so as briefly.
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'max-lines': ['error', { max: 320 }],
    },
  },
  // Tools that insist on a default export.
  { files: ['*.config.{js,ts}', 'tests/support/test-run.ts'], rules: { 'no-restricted-syntax': 'off' } },
]);
