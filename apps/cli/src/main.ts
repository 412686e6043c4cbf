#!/usr/bin/env node
import { Command, InvalidArgumentError, Option } from 'commander';
import { isAdjointError } from '@adjoint/tensor';
import { demo, type DemoOptions } from './demo/demo-command.ts';
import { acts } from './demo/acts.ts';

const integer = (low: number, high: number) => (value: string): number => {
  const n = Number(value);
  if (!Number.isInteger(n) || n < low || n > high) throw new InvalidArgumentError(`an integer from ${low} to ${high}`);
  return n;
};
const collect = (value: string, before: readonly string[]): readonly string[] => [...before, value];

const program = new Command('adjoint').description('Numerical computing whose answers carry certificates.');
program.command('demo')
  .description('ten acts, one per subject, on real data; exit code 1 when a verdict fails')
  .option('--act <number>', 'run one act', integer(1, acts.length))
  .option('--json', 'print the report as JSON instead')
  .addOption(new Option('--lang <language>', 'language of the output').choices(['en', 'ko']).default('en'))
  .option('--seed <integer>', 'seed of every random draw', integer(0, Number.MAX_SAFE_INTEGER), 0)
  .option('--optimizer <name>', 'optimizer of act 10', 'sgd')
  .option('--batch-sampler <name>', 'batch sampler of act 10', 'shuffle')
  .option('--sampler <name>', 'sampler of act 9', 'random-walk-metropolis')
  .option('--plugin <file>', 'a plugin file, from any folder; may be repeated', collect, [])
  .action(async (options: DemoOptions) => { process.exitCode = await demo(options); });

try {
  await program.parseAsync(process.argv.filter((a, i) => i < 2 || a !== '--'));
} catch (error) {
  console.error(isAdjointError(error) ? `${error.name}: ${error.message}` : error);
  process.exitCode = 2;
}
