/** What a recipe, a capability or a task may consist of. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
