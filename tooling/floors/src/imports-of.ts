/**
 * What a source file imports, and whether any of it is left at run time.
 *
 * Under `verbatimModuleSyntax` only `import type` and `export type` vanish: `import { type A } from 'x'` still loads x.
 */
import { ts } from 'ts-morph';

export interface Import {
  readonly specifier: string;
  readonly line: number;
  /** Loaded at run time. */
  readonly runtime: boolean;
  /** By `import(…)`, when it is asked for. */
  readonly dynamic: boolean;
}

export function importsOf(text: string, fileName = 'file.ts'): Import[] {
  const file = ts.createSourceFile(fileName, text, ts.ScriptTarget.Latest, true);
  const found: Import[] = [];
  const add = (node: ts.Node, specifier: ts.Node | undefined, runtime: boolean, dynamic = false): void => {
    if (specifier === undefined || !ts.isStringLiteralLike(specifier)) return;
    found.push({ specifier: specifier.text, line: file.getLineAndCharacterOfPosition(node.getStart()).line + 1, runtime, dynamic });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) add(node, node.moduleSpecifier, node.importClause?.isTypeOnly !== true);
    else if (ts.isExportDeclaration(node)) add(node, node.moduleSpecifier, !node.isTypeOnly);
    else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) add(node, node.argument.literal, false);
    else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) add(node, node.arguments[0], true, true);
    else if (ts.isCallExpression(node) && ts.isIdentifier(node.expression) && node.expression.text === 'require')
      add(node, node.arguments[0], true, true);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}
