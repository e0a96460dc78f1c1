// Lint rules for TypeScript and for the scripts. The runtime is AssemblyScript, which only looks like
// TypeScript: its own compiler checks it.

import js from '@eslint/js';
import tseslint from 'typescript-eslint';

/** Every file begins with a comment that says what it is for. */
const purpose = {
  meta: { type: 'suggestion', schema: [], messages: { missing: 'Begin the file with a comment that says what it is for.' } },
  create: context => ({
    Program(node) {
      const first = context.sourceCode.getAllComments()[0];
      const code = node.body[0];
      if (code && (!first || first.range[0] > code.range[0])) {
        context.report({ loc: { line: 1, column: 0 }, messageId: 'missing' });
      }
    }
  })
};

export default tseslint.config(
  {
    ignores: [
      'node_modules/', '.venv/', 'lib/', 'dist/', 'build/', 'gilectomy_lab/labextension/', 'gilectomy_lab/node/', 'kernel/runtime/', 'notebooks/',
      'kernel/tests/language/', 'bench-results/', 'test-results/'
    ]
  },
  js.configs.recommended,
  ...tseslint.configs.recommended,
  {
    plugins: { local: { rules: { purpose } } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      'local/purpose': 'error',
      'max-lines': ['error', { max: 900 }],
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      // Python's notion of white space includes control characters.
      'no-control-regex': 'off',
      'no-constant-condition': ['error', { checkLoops: false }],
      'prefer-const': ['error', { destructuring: 'all' }],
      '@typescript-eslint/no-namespace': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports', disallowTypeAnnotations: false }]
    }
  },
  {
    // TypeScript itself knows which names exist.
    files: ['**/*.ts'],
    rules: { 'no-undef': 'off' }
  },
  {
    files: ['**/*.mjs', '**/*.cjs', '*.js'],
    languageOptions: {
      globals: Object.fromEntries(
        [
          'process', 'console', 'Buffer', 'URL', 'fetch', 'setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'performance',
          'WebAssembly', 'SharedArrayBuffer', 'Atomics', 'AbortController', 'AbortSignal', 'TextDecoder', 'TextEncoder', 'structuredClone',
          'queueMicrotask', 'setImmediate', 'document', 'window', 'navigator', 'crossOriginIsolated', 'require', 'module', '__dirname'
        ].map(name => [name, 'readonly'])
      )
    },
    rules: { '@typescript-eslint/no-require-imports': 'off' }
  },
  {
    // Functions of the browser tests run in the page, among its names.
    files: ['ui-tests/**'],
    rules: { 'no-undef': 'off' }
  }
);
