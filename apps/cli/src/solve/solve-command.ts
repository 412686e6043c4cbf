/** `adjoint solve FILE`: a program read, solved, and its answer checked by code that did not solve it. */
import { wasmKernels } from '@adjoint/kernels/wasm';
import { type Certificate, isAdjointError, withKernels } from '@adjoint/tensor';
import { type QuadraticOptions, quadraticProgram } from '@adjoint/optim-kkt';
import pc from 'picocolors';
import { CLAIMING, exitCode } from './exit-code.ts';
import { type ProgramFormat, readProgram } from './read-program.ts';
import { solveReport } from './solve-report.ts';
import { answerLines, certificateLines, printable, problemLine, progressHeading, progressLine } from './solve-text.ts';

export interface SolveCommandOptions {
  readonly format: ProgramFormat;
  readonly json?: boolean;
  readonly verify: boolean;
  readonly progress: boolean;
  readonly all?: boolean;
  readonly tolerance?: number;
  readonly maxIterations?: number;
  readonly timeLimit?: number;
}

/** Lines of each table without `--all`. */
const MOST_LINES = 20;

/** @returns the exit code: see `EXIT_CODES` */
export function solveCommand(file: string, options: SolveCommandOptions): number {
  const json = options.json === true;
  const write = (line: string): void => console.log(line);
  const colours = pc.createColors(process.stdout.isTTY);
  try {
    const { named } = readProgram(file, options.format);
    const sign = named.sense === 'maximize' ? -1 : 1;
    if (!json)
      write(
        printable(
          problemLine({ name: named.name, sense: named.sense, variables: named.variableNames.length, rows: named.rowNames.length }),
        ),
      );
    let headed = false;
    const { tolerance, maxIterations, timeLimit } = options;
    const solverOptions: QuadraticOptions = {
      ...(tolerance === undefined ? null : { tolerance }),
      ...(maxIterations === undefined ? null : { maxIterations }),
      ...(timeLimit === undefined ? null : { timeLimit }),
      ...(!json && options.progress
        ? {
            onProgress: (info) => {
              // What presolve decides alone has no iteration to head.
              if (!headed) write(colours.dim(progressHeading()));
              headed = true;
              write(progressLine(info, sign));
            },
          }
        : null),
    };
    // Large factorisations are products of dense matrices.
    const result = withKernels(wasmKernels(), () => quadraticProgram(named.program, solverOptions));
    const certificate: Certificate | null = options.verify ? result.certificate : null;
    const report = solveReport(file, named, result, certificate);
    if (json) write(JSON.stringify(report, null, 2));
    else {
      write(answerLines(report, options.all === true ? Infinity : MOST_LINES, colours));
      if (certificate !== null) write(certificateLines(certificate));
      if (certificate !== null && !CLAIMING.has(result.status))
        write(colours.dim(`  (the status ${result.status} claims nothing that this could refute)`));
    }
    return exitCode(result.status, certificate);
  } catch (error) {
    if (!isAdjointError(error)) throw error;
    const at = 'at' in error ? (error.at as object) : null;
    if (json)
      write(
        JSON.stringify(
          { version: 1, file, error: { name: error.name, code: error.code, message: error.message, hint: error.hint, ...at } },
          null,
          2,
        ),
      );
    else for (const line of `${file}: ${error.name}: ${error.message}`.split('\n')) console.error(printable(line));
    return 2;
  }
}
