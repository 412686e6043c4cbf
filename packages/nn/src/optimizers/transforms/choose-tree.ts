import { type Tensor, treeMap, where } from '@adjoint/tensor';

/** The first tree where the condition holds, else the second; both are computed. */
export const chooseTree = <T>(condition: Tensor, yes: T, no: T): T => treeMap((a, b) => where(condition, a, b), yes, no) as T;
