import type { Json } from '../../shared/json.ts';

/** A pure function of JSON, with a name by which a worker that knows it too can find it. */
export interface Task {
  readonly name: string;
  run(input: Json, context: { readonly signal?: AbortSignal }): Json | Promise<Json>;
}
