/** What the registry can offer of this package: solvers. The only entry that brings a schema library. */
import { interiorPointPlugin } from './plugins/interior-point-plugin.ts';
import { sqpPlugin } from './plugins/sqp-plugin.ts';

export { interiorPointPlugin, type InteriorPointConfig } from './plugins/interior-point-plugin.ts';
export { sqpPlugin, type SqpConfig } from './plugins/sqp-plugin.ts';
/** All of them, for `createRegistry({ plugins: [...solverPlugins] })`. */
export const solverPlugins: readonly [typeof interiorPointPlugin, typeof sqpPlugin] = [interiorPointPlugin, sqpPlugin];
export { solverPlugins as plugins };
