import js from '@eslint/js'
import reactHooks from 'eslint-plugin-react-hooks'
import tseslint from 'typescript-eslint'

const rooms = ['overblik', 'kilder', 'afstem']

const tauri = {
  group: ['@tauri-apps/*'],
  message: 'Only src/host knows that there is a Tauri; ask the host.',
}

function noImportsOf(groups, message) {
  return { 'no-restricted-imports': ['error', { patterns: [tauri, { group: groups, message }] }] }
}

export default tseslint.config(
  { ignores: ['dist', 'node_modules', 'src/generated'] },
  js.configs.recommended,
  ...tseslint.configs.strictTypeChecked,
  {
    files: ['**/*.{ts,tsx}'],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    plugins: { 'react-hooks': reactHooks },
    rules: {
      'react-hooks/rules-of-hooks': 'error',
      'react-hooks/exhaustive-deps': 'error',
      'no-restricted-imports': ['error', { patterns: [tauri] }],
      'no-restricted-syntax': [
        'error',
        { selector: 'TSEnumDeclaration', message: 'A union of strings says the same and needs no code.' },
        { selector: 'ExportDefaultDeclaration', message: 'Named exports: a thing has one name everywhere.' },
      ],
      '@typescript-eslint/consistent-type-definitions': ['error', 'type'],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      'max-lines': ['error', 500],
    },
  },
  {
    files: ['src/parts/**', 'src/words/**'],
    rules: noImportsOf(['**/rooms/**', '**/shell/**'], 'Shared pieces know neither rooms nor the shell.'),
  },
  ...rooms.map((room) => ({
    files: [`src/rooms/${room}/**`],
    rules: noImportsOf(
      ['**/shell/**', ...rooms.filter((other) => other !== room).map((other) => `**/${other}/**`)],
      'Rooms do not know each other or the shell; what they share is in src/parts.',
    ),
  })),
  { files: ['src/host/**'], rules: { 'no-restricted-imports': 'off' } },
  { files: ['vite.config.ts', 'eslint.config.js'], rules: { 'no-restricted-syntax': 'off' } },
  { files: ['**/*.js'], ...tseslint.configs.disableTypeChecked },
)
