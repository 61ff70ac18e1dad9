/**
 * Sources of kernels to pieces of C: constants and functions, callees before their callers, each with what it uses.
 */

import { basename } from "node:path";
import ts from "typescript";
import { qualifiedName, renamed } from "./c-names.js";
import { constantPieces, declaredNames, functionPiece } from "./functions.js";
import { INTRINSICS } from "./intrinsics.js";
import { refusal } from "./refusal.js";

/**
 * @typedef {import("./functions.js").Names} Names
 * @typedef {import("./functions.js").Piece} Piece
 * @typedef {{ readonly name: string, readonly heading: string, readonly pieces: readonly Piece[] }} KernelFile
 */

/**
 * @param {readonly { readonly path: string, readonly text: string }[]} sources
 * @returns {KernelFile[]}  Files before those that import them.
 * @throws {Error} at what is not in the subset, with file and line.
 */
export function translateKernels(sources) {
  const files = sources.map(({ path, text }) => parsed(path, text));
  const names = namesOfAll(files);
  return inOrder(files).map((file) => translatedFile(file, names));
}

/** @param {string} path @param {string} text */
function parsed(path, text) {
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.ES2022, true, ts.ScriptKind.TS);
  const [problem] =
    /** @type {{ parseDiagnostics?: ts.DiagnosticWithLocation[] }} */ (/** @type {unknown} */ (file))
      .parseDiagnostics ?? [];
  if (problem && problem.code !== DECORATOR_ON_FUNCTION)
    throw new Error(`${path}: ${ts.flattenDiagnosticMessageText(problem.messageText, " ")}`);
  return file;
}

/** "Decorators are not valid here": AssemblyScript has them on functions. */
const DECORATOR_ON_FUNCTION = 1206;

/**
 * Names of all files. C has one room for them: what two files call the same is called by its file's name, too;
 * an exported function is not, as code that is no kernel calls it by its name.
 *
 * @param {readonly ts.SourceFile[]} files
 * @returns {Map<string, Names>}
 */
function namesOfAll(files) {
  const names = files.map((file) => ({ file, own: declaredNames(file) }));
  /** @type {Map<string, string[]>} */
  const owners = new Map();
  for (const { file, own } of names)
    for (const { c } of [...own.functions.values(), ...own.constants.values()])
      owners.set(c, [...(owners.get(c) ?? []), file.fileName]);
  return new Map(names.map(({ file, own }) => [nameOf(file), apart(file, own, owners)]));
}

/** @param {ts.SourceFile} file @param {Names} own @param {ReadonlyMap<string, readonly string[]>} owners @returns {Names} */
function apart(file, own, owners) {
  const exported = exportedNames(file);
  /** @template {{ readonly c: string }} T @param {ReadonlyMap<string, T>} map @returns {Map<string, T>} */
  const distinct = (map) =>
    new Map(
      [...map].map(([name, value]) => {
        const others = (owners.get(value.c) ?? []).filter((other) => other !== file.fileName);
        if (others.length === 0) return [name, value];
        if (exported.has(name) && own.functions.has(name))
          throw new Error(
            `${file.fileName}: ${name} is in ${others[0]}, too, and is exported; C has one room for names`,
          );
        return [name, { ...value, c: qualifiedName(value.c, nameOf(file)) }];
      }),
    );
  return { functions: distinct(own.functions), constants: distinct(own.constants) };
}

/** @param {ts.SourceFile} file */
function exportedNames(file) {
  const nodes = file.statements.filter(
    (node) =>
      ts.canHaveModifiers(node) && ts.getModifiers(node)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword),
  );
  return new Set(
    nodes.flatMap((node) => {
      if (ts.isFunctionDeclaration(node)) return [node.name?.text ?? ""];
      return ts.isVariableStatement(node) ? node.declarationList.declarations.map(({ name }) => name.getText()) : [];
    }),
  );
}

/** "elementary" @param {ts.SourceFile} file */
function nameOf(file) {
  return basename(file.fileName, ".as.ts");
}

/** @param {ts.SourceFile} file @param {ReadonlyMap<string, Names>} names @returns {KernelFile} */
function translatedFile(file, names) {
  const own = /** @type {Names} */ (names.get(nameOf(file)));
  const visible = visibleNames(file, own, names);
  const functions = file.statements.filter(ts.isFunctionDeclaration).map((node) => functionPiece(node, visible));
  const renames = new Map([...visible.functions, ...visible.constants].map(([name, { c }]) => [name, c]));
  return {
    name: nameOf(file),
    heading: renamed(headingOf(file), renames),
    pieces: [...constantPieces(own, visible), ...calleesFirst(functions, file)],
  };
}

/** A file's names and those that it imports from files of kernels. @param {ts.SourceFile} file @param {Names} own @param {ReadonlyMap<string, Names>} names @returns {Names} */
function visibleNames(file, own, names) {
  const functions = new Map(own.functions);
  const constants = new Map(own.constants);
  for (const { from, name, node } of importsOf(file)) {
    if (from === "memory") {
      if (!INTRINSICS.has(name) && !/^[A-Z]/.test(name))
        throw refusal(node, `the translator does not know memory's ${name}`);
      continue;
    }
    const other = names.get(from);
    const called = other?.functions.get(name);
    const constant = other?.constants.get(name);
    if (called) functions.set(name, called);
    else if (constant) constants.set(name, constant);
    else throw refusal(node, `${from} has no ${name} that is translated to C`);
  }
  return { functions, constants };
}

/** @param {ts.SourceFile} file */
function importsOf(file) {
  return file.statements.filter(ts.isImportDeclaration).flatMap((node) => {
    const from = basename(/** @type {ts.StringLiteral} */ (node.moduleSpecifier).text, ".as");
    const bindings = node.importClause?.namedBindings;
    if (!bindings || !ts.isNamedImports(bindings)) throw refusal(node, "kernels import by name");
    return bindings.elements.map((element) => ({ from, name: element.name.text, node: element }));
  });
}

/** Files before those that import them. @param {readonly ts.SourceFile[]} files */
function inOrder(files) {
  const byName = new Map(files.map((file) => [nameOf(file), file]));
  /** @type {Set<ts.SourceFile>} */
  const done = new Set();
  /** @param {ts.SourceFile} file */
  const visit = (file) => {
    if (done.has(file)) return;
    for (const { from } of importsOf(file)) {
      const other = byName.get(from);
      if (other && other !== file) visit(other);
    }
    done.add(file);
  };
  files.forEach(visit);
  return [...done];
}

/** @param {readonly Piece[]} pieces @param {ts.SourceFile} file @returns {Piece[]} */
function calleesFirst(pieces, file) {
  const byName = new Map(pieces.map((piece) => [piece.name, piece]));
  /** @type {Set<Piece>} */
  const done = new Set();
  /** @param {Piece} piece @param {readonly string[]} callers */
  const visit = (piece, callers) => {
    if (callers.includes(piece.name))
      throw new Error(`${file.fileName}: ${piece.name.replaceAll("§", "")} calls itself; C here knows no recursion`);
    for (const name of piece.uses) {
      const callee = byName.get(name);
      if (callee && !done.has(callee)) visit(callee, [...callers, piece.name]);
    }
    done.add(piece);
  };
  for (const piece of pieces) if (!done.has(piece)) visit(piece, []);
  return [...done];
}

/** The comment that a file begins with, as text without its frame. @param {ts.SourceFile} file */
function headingOf(file) {
  const [first] = ts.getLeadingCommentRanges(file.text, 0) ?? [];
  return first ? file.text.slice(first.pos, first.end) : "";
}
