import { defineConfig, mergeConfig } from 'vitest/config';
import base from './vitest.config.ts';

const full = mergeConfig(base, defineConfig({ test: { testTimeout: 600_000 } }));
full.test!.include = ['{packages,apps,tooling}/*/{src,test}/**/*.full.test.ts'];
full.test!.exclude = ['**/node_modules/**'];
export default full;
