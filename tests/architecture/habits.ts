import ts from 'typescript';
import type { SourceFile } from './source-files.ts';

const KEBAB_CASE = /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)*$/;
const MAX_LINES = 320;

export function namesNotInKebabCase(paths: readonly string[]): string[] {
  return paths.filter((path) => !path.split('/').every((part) => KEBAB_CASE.test(part)));
}

export function longFiles(files: readonly SourceFile[]): string[] {
  return files
    .map(({ path, text }) => ({ path, lines: text.trimEnd().split('\n').length }))
    .filter(({ lines }) => lines >= MAX_LINES)
    .map(({ path, lines }) => `${path} has ${lines} lines`);
}

/** Places where a type is given up as `any`. */
export function anyTypes(file: SourceFile): string[] {
  return placesOf(file, (node) => node.kind === ts.SyntaxKind.AnyKeyword);
}

/** Places that read the environment of the process. */
export function environmentReads(file: SourceFile): string[] {
  return placesOf(
    file,
    (node) =>
      (ts.isPropertyAccessExpression(node) &&
        node.name.text === 'env' &&
        ts.isIdentifier(node.expression) &&
        node.expression.text === 'process') ||
      (ts.isImportDeclaration(node) &&
        ts.isStringLiteral(node.moduleSpecifier) &&
        /^(node:)?process$/.test(node.moduleSpecifier.text) &&
        /\benv\b/.test(node.importClause?.getText() ?? '')),
  );
}

const parsed = new WeakMap<SourceFile, ts.SourceFile>();

function parse(file: SourceFile): ts.SourceFile {
  const source = parsed.get(file) ?? ts.createSourceFile(file.path, file.text, ts.ScriptTarget.Latest, true);
  parsed.set(file, source);
  return source;
}

function placesOf(file: SourceFile, matches: (node: ts.Node) => boolean): string[] {
  const source = parse(file);
  const places: string[] = [];
  const visit = (node: ts.Node): void => {
    if (matches(node)) places.push(`${file.path}:${source.getLineAndCharacterOfPosition(node.getStart()).line + 1}`);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return places;
}
