/**
 * One public declaration as a reader needs it: its signature, no body, no private part, and the first line of its docstring.
 */
import { Node, type SourceFile, type VariableDeclaration, ts } from 'ts-morph';

const printer = ts.createPrinter({ removeComments: true });
const HIDDEN = new Set([ts.SyntaxKind.PrivateKeyword, ts.SyntaxKind.ProtectedKeyword]);
const { factory } = ts;

/** Signatures, members and shapes; a function has no body, a value no initialiser. */
export function printDeclaration(name: string, node: Node): string {
  const text = (n: ts.Node): string =>
    printer.printNode(ts.EmitHint.Unspecified, n, node.getSourceFile().compilerNode).replace(/^export (default )?/, '');
  if (Node.isFunctionDeclaration(node)) {
    const all = node.getOverloads().length > 0 ? node.getOverloads() : [node];
    return all
      .map(({ compilerNode: f }) =>
        text(
          factory.updateFunctionDeclaration(
            f,
            undefined,
            f.asteriskToken,
            factory.createIdentifier(name),
            f.typeParameters,
            f.parameters,
            f.type,
            undefined,
          ),
        ),
      )
      .join('\n');
  }
  if (Node.isInterfaceDeclaration(node) || Node.isTypeAliasDeclaration(node) || Node.isEnumDeclaration(node))
    return text(node.compilerNode);
  if (Node.isClassDeclaration(node)) return text(withoutBodies(node.compilerNode));
  if (Node.isVariableDeclaration(node)) return `const ${name}: ${typeOf(node)};`;
  if (Node.isSourceFile(node)) return printNamespace(name, node);
  return `${name}: ${node.getKindName()}`;
}

/** The first sentence of what it says of itself. */
export function firstSentence(node: Node): string {
  const owner = Node.isVariableDeclaration(node) ? node.getVariableStatement() : node;
  if (!Node.isJSDocable(owner)) return '';
  const paragraph =
    owner
      .getJsDocs()
      .at(-1)
      ?.getDescription()
      .trim()
      .split(/\n\s*\n/)[0]
      .replace(/\s*\n\s*/g, ' ') ?? '';
  return /^.*?[.](?=\s|$)/.exec(paragraph)?.[0] ?? paragraph;
}

function typeOf(node: VariableDeclaration): string {
  const written = node.getTypeNode();
  if (written !== undefined) return oneLine(written.getText());
  const value = node.getInitializer();
  if (Node.isArrowFunction(value) && value.getReturnTypeNode() !== undefined) {
    const types = value
      .getTypeParameters()
      .map((p) => p.getText())
      .join(', ');
    return oneLine(
      `${types ? `<${types}>` : ''}(${value
        .getParameters()
        .map((p) => p.getText())
        .join(', ')}) => ${value.getReturnTypeNode()?.getText() ?? ''}`,
    );
  }
  return oneLine(node.getType().getText(node, ts.TypeFormatFlags.NoTruncation | ts.TypeFormatFlags.UseAliasDefinedOutsideCurrentScope));
}
const oneLine = (s: string): string => s.replace(/\s*\n\s*/g, ' ');

function printNamespace(name: string, file: SourceFile): string {
  const members = [...file.getExportedDeclarations()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([n, nodes]) => nodes.map((d) => printDeclaration(n, d)));
  return `namespace ${name} {\n${members.map((m) => m.replace(/^/gm, '    ')).join('\n')}\n}`;
}

function withoutBodies(c: ts.ClassDeclaration): ts.ClassDeclaration {
  const members = c.members.filter(
    (m) =>
      !(ts.canHaveModifiers(m) && ts.getModifiers(m)?.some((k) => HIDDEN.has(k.kind))) &&
      !(m.name !== undefined && ts.isPrivateIdentifier(m.name)) &&
      !ts.isClassStaticBlockDeclaration(m),
  );
  return factory.updateClassDeclaration(
    c,
    c.modifiers?.filter((m) => m.kind === ts.SyntaxKind.AbstractKeyword),
    c.name,
    c.typeParameters,
    c.heritageClauses,
    members.map((m) => {
      if (ts.isMethodDeclaration(m))
        return factory.updateMethodDeclaration(
          m,
          m.modifiers,
          m.asteriskToken,
          m.name,
          m.questionToken,
          m.typeParameters,
          m.parameters,
          m.type,
          undefined,
        );
      if (ts.isConstructorDeclaration(m)) return factory.updateConstructorDeclaration(m, m.modifiers, m.parameters, undefined);
      if (ts.isGetAccessor(m)) return factory.updateGetAccessorDeclaration(m, m.modifiers, m.name, m.parameters, m.type, undefined);
      if (ts.isSetAccessor(m)) return factory.updateSetAccessorDeclaration(m, m.modifiers, m.name, m.parameters, undefined);
      if (ts.isPropertyDeclaration(m) && m.type !== undefined)
        return factory.updatePropertyDeclaration(m, m.modifiers, m.name, m.questionToken ?? m.exclamationToken, m.type, undefined);
      return m;
    }),
  );
}
