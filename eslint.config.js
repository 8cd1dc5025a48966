import { defineConfig, globalIgnores } from 'eslint/config'
import tseslint from 'typescript-eslint'
import { filesInAFolder } from './scripts/files-in-a-folder.mjs'

/** Who may import whom: `core <- programs, records, disk, processes, report <- git, store <- app <- surfaces <- main`. */
const LAYERS = {
  core: [],
  programs: ['core'],
  records: ['core'],
  disk: ['core'],
  processes: ['core'],
  git: ['core', 'disk'],
  report: ['core'],
  store: ['core', 'records', 'disk', 'processes'],
  app: ['core', 'programs', 'records', 'disk', 'processes', 'git', 'report', 'store'],
  hook: ['core', 'programs', 'report', 'app'],
  cli: ['core', 'programs', 'records', 'report', 'app'],
  mcp: ['core', 'records', 'report', 'app'],
  board: ['core', 'records', 'report', 'app'],
}
const folders = Object.keys(LAYERS)

/** Folders with one file for each item of a list. */
const LISTS = ['src/cli/commands']
const MAX_FILES = 16

const micromatchOnlyInPattern = {
  regex: '^(micromatch|picomatch)$',
  message: 'Only core/patterns matches globs.',
}
const simpleGitOnlyInGit = { regex: '^(simple-git|node:child_process)$', message: 'Only git/ starts git.' }

const filesOnlyByDisk = {
  regex: '^(node:)?fs(/|$)',
  message: 'Only disk/ touches files: it bounds what it reads, follows no link and writes whole files.',
}
const layerRules = folders.map((layer) => {
  const forbidden = folders.filter((other) => other !== layer && !LAYERS[layer].includes(other))
  const patterns = [
    {
      regex: `^(\\.\\./)+(${forbidden.join('|')})/`,
      message: `${layer}/ imports only from: ${LAYERS[layer].join(', ') || 'itself'}.`,
    },
    { regex: '^(\\.\\./)+(main|index)\\.js$', message: 'Nothing imports an entry.' },
    micromatchOnlyInPattern,
  ]
  if (layer === 'core') patterns.push({ regex: '^node:', message: 'core is pure.' })
  if (layer !== 'git' && layer !== 'processes') patterns.push(simpleGitOnlyInGit)
  // What the system tells of processes are files in /proc.
  if (layer !== 'disk' && layer !== 'processes') patterns.push(filesOnlyByDisk)
  return { files: [`src/${layer}/**/*.ts`], rules: { 'no-restricted-imports': ['error', { patterns }] } }
})

export default defineConfig(
  globalIgnores(['dist/', 'coverage/', 'node_modules/', '.husky/_/']),
  { files: ['**/*.ts'], extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked] },
  {
    files: ['**/*.ts'],
    languageOptions: { parserOptions: { project: './tsconfig.test.json', tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: false }],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/consistent-type-definitions': ['error', 'interface'],
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      'no-restricted-exports': ['error', { restrictDefaultExports: { direct: true } }],
      'no-restricted-syntax': ['error', { selector: 'TSEnumDeclaration', message: 'Use a union of strings.' }],
      'max-lines': ['error', { max: 180, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': ['error', { max: 35, skipBlankLines: true, skipComments: true }],
      complexity: ['error', 12],
    },
  },
  {
    files: ['src/**/*.ts'],
    plugins: { house: { rules: { 'files-in-a-folder': filesInAFolder } } },
    rules: {
      'no-console': 'error',
      'house/files-in-a-folder': ['error', { max: MAX_FILES, lists: LISTS }],
    },
  },
  { files: ['src/index.ts'], rules: { 'no-restricted-imports': ['error', { patterns: [filesOnlyByDisk] }] } },
  {
    files: ['src/core/**/*.ts'],
    rules: {
      'no-restricted-globals': [
        'error',
        'process',
        'globalThis',
        'Buffer',
        'setTimeout',
        'crypto',
        'performance',
        'console',
      ],
      'no-restricted-syntax': [
        'error',
        { selector: 'TSEnumDeclaration', message: 'Use a union of strings.' },
        { selector: "MemberExpression[object.name='Date'][property.name='now']", message: 'core never reads a clock.' },
        { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: 'core never reads a clock.' },
        {
          selector: "MemberExpression[object.name='Math'][property.name='random']",
          message: 'core knows no randomness.',
        },
      ],
    },
  },
  {
    // A catalogue of sentences, and a schema: one entry after the other.
    files: ['src/core/problems/*.ts', 'src/records/config-record.ts'],
    rules: { 'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }] },
  },
  ...layerRules,
  {
    files: ['src/core/patterns/**/*.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            { regex: '^(\\.\\./){2,}', message: 'core is pure and imports only itself.' },
            { regex: '^node:', message: 'core is pure.' },
            filesOnlyByDisk,
          ],
        },
      ],
    },
  },
  {
    files: ['test/**/*.ts', 'torture/**/*.ts'],
    rules: {
      'max-lines': ['error', { max: 450, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
      // What a command prints is JSON, whose shape is what the test looks at.
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
    },
  },
  {
    files: ['*.config.ts', 'test/support/poison-home.ts', 'test/support/build-bundles.ts'],
    rules: { 'no-restricted-exports': 'off' },
  },
)
