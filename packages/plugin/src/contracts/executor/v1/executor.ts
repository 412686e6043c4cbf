/**
 * Executor, contract v1: where pure functions of a JSON input run: here, in worker threads, on other machines.
 *
 * Since a task is pure it may run anywhere and be tried again; results come back in the order of the inputs.
 */
import type { Json } from '../../shared/json.ts';
import type { ExecutorRun } from './executor-run.ts';
import type { Task } from './task.ts';

export interface ExecutorV1 {
  /** How many tasks run at once. */
  readonly concurrency: number;
  /** The results of `task` on each input. The first error rejects, after the tasks under way were told to stop. */
  map(task: Task, inputs: readonly Json[], run?: ExecutorRun): Promise<readonly Json[]>;
}
