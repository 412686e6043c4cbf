import { defineConfig } from 'vitest/config';

// Tests run on the sources: the condition `@adjoint/source` of every package's exports leads there.
const conditions = ['@adjoint/source'];

// CI reads the numbers from here.
const report = process.env.ADJOINT_TEST_REPORT;

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: ['{packages,apps,tooling}/*/{src,test}/**/*.test.ts'],
    exclude: ['**/node_modules/**', '**/*.full.test.ts'],
    setupFiles: ['./vitest.seed.ts'],
    testTimeout: 60_000,
    maxWorkers: 2,
    ...(report && { reporters: ['default', ['json', { outputFile: report }]] }),
  },
});
