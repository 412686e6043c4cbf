import type { Json } from '../contracts/shared/json.ts';
import type { Kind, NameOf } from '../kinds.ts';

/** A use of a plugin as plain JSON: what a page, a file or a message to a worker carries. It holds data, never code or addresses to load. */
export interface Recipe<K extends Kind = Kind> {
  readonly kind: K;
  readonly name: NameOf<K>;
  /** Version of the contract that the plugin had when this was written. */
  readonly spec: string;
  readonly config: Json;
}
