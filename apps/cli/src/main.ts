#!/usr/bin/env node
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { isAdjointError } from '@adjoint/tensor';
import { demo, type DemoOptions } from './demo/demo-command.ts';
import { acts } from './demo/acts.ts';
import { EXIT_CODES } from './solve/exit-code.ts';
import { FORMATS } from './solve/read-program.ts';
import { solveCommand, type SolveCommandOptions } from './solve/solve-command.ts';

const integer =
  (low: number, high: number) =>
  (value: string): number => {
    const n = Number(value);
    if (!Number.isInteger(n) || n < low || n > high) throw new InvalidArgumentError(`an integer from ${low} to ${high}`);
    return n;
  };
const above =
  (low: number) =>
  (value: string): number => {
    const n = value.trim() === '' ? NaN : Number(value);
    if (!Number.isFinite(n) || !(n > low)) throw new InvalidArgumentError(`a number above ${low}`);
    return n;
  };
const collect = (value: string, before: readonly string[]): readonly string[] => [...before, value];

const program = new Command('adjoint').description('Numerical computing whose answers carry certificates.');
program
  .command('demo')
  .description('ten acts, one per subject, on real data; exit code 1 when a verdict fails')
  .option('--act <number>', 'run one act', integer(1, acts.length))
  .option('--json', 'print the report as JSON instead')
  .addOption(new Option('--lang <language>', 'language of the output').choices(['en', 'ko']).default('en'))
  .option('--seed <integer>', 'seed of every random draw', integer(0, Number.MAX_SAFE_INTEGER), 0)
  .option('--optimizer <name>', 'optimizer of act 10', 'sgd')
  .option('--batch-sampler <name>', 'batch sampler of act 10', 'shuffle')
  .option('--sampler <name>', 'sampler of act 9', 'random-walk-metropolis')
  .option('--plugin <file>', 'a plugin file, from any folder; may be repeated', collect, [])
  .action(async (options: DemoOptions) => {
    process.exitCode = await demo(options);
  });
program
  .command('solve')
  .description('solve a linear or convex quadratic program from an MPS, QPS or LP file, and check the answer')
  .argument('<file>', 'the file, or - for the standard input')
  .addOption(
    new Option('--format <format>', 'format of the file; auto goes by its name, then by its first words').choices(FORMATS).default('auto'),
  )
  .option('--json', 'print problem, answer, certificate and trace as JSON instead')
  .option('--no-verify', 'do not recompute residuals, multipliers and gap from the problem')
  .option('--no-progress', 'do not print a line per iteration')
  .option('--all', 'print every variable and row, however many')
  .option('--tolerance <number>', 'relative tolerance of residuals and gap (default 1e-8)', above(0))
  .option('--max-iterations <number>', 'iterations at most (default 200)', integer(1, 1e6))
  .option('--time-limit <seconds>', 'seconds at most (default: none)', above(0))
  .addHelpText('after', `\n${EXIT_CODES}`)
  .action((file: string, options: SolveCommandOptions) => {
    process.exitCode = solveCommand(file, options);
  });

for (const command of [program, ...program.commands]) command.exitOverride();
try {
  await program.parseAsync(process.argv.filter((a, i) => i < 2 || a !== '--'));
} catch (error) {
  // Commander has printed its message, or the help that was asked for.
  if (error instanceof CommanderError) process.exit(error.exitCode === 0 ? 0 : 2);
  console.error(isAdjointError(error) ? `${error.name}: ${error.message}` : error);
  process.exitCode = 2;
}
