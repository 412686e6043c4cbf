/**
 * One output module per source module, so that a bundler can drop what an app does not use:
 * every file is an entry, and a relative import stays an import, with its extension rewritten.
 */
const keepModulesApart = {
  name: 'keep-modules-apart',
  setup(build) {
    build.onResolve({ filter: /^\.{1,2}\/.*\.ts$/ }, (args) =>
      args.kind === 'entry-point' ? undefined : { path: args.path.replace(/\.ts$/, '.js'), external: true },
    );
  },
};

export const library = {
  entry: ['src/**/*.ts', '!src/**/*.test.ts'],
  format: ['esm'],
  target: 'es2022',
  dts: false, // declarations come from tsc, with declaration maps into src
  sourcemap: true,
  splitting: false,
  clean: true,
  silent: true,
  esbuildPlugins: [keepModulesApart],
};
