/**
 * Lifts an instance of a contract to the next one: `{ kind: 'optimizer', from: 'v1', to: 'v2', lift }`. The lifted
 * instance is a view: the registry disposes the instance that the plugin made.
 */
export interface Lift {
  readonly kind: string;
  readonly from: string;
  readonly to: string;
  lift(instance: never): unknown;
}
