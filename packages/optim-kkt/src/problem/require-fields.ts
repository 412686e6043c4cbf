/** A constraint under a wrong name would be a constraint left out: data in a field that no one reads is an error. */
import { ArgumentError } from '@adjoint/tensor';

/**
 * @param fields the names that are read
 * @throws ArgumentError for another field that holds data; texts (a name, a source) may stand beside them
 */
export function requireFields(what: string, problem: object, fields: readonly string[]): void {
  if (typeof problem !== 'object' || problem === null)
    throw new ArgumentError(`${what} is ${String(problem)}`, `give an object of ${fields.join(', ')}`);
  for (const [name, value] of Object.entries(problem)) {
    if (fields.includes(name) || value === undefined || typeof value === 'string') continue;
    throw new ArgumentError(`${what} has no field ${name}`, `its fields are ${fields.join(', ')}`);
  }
}
