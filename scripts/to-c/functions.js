/**
 * Functions of one source file as C, each with what it needs: other functions, constants, headers.
 */

import ts from "typescript";
import { constantName, functionName, localName, renamed } from "./c-names.js";
import { declared, F32, floatLiteral, I32, typeNamed } from "./c-types.js";
import { lines } from "./layout.js";
import { refusal } from "./refusal.js";
import { blockLines, comments } from "./statements.js";

/**
 * @typedef {import("./c-types.js").Type} Type
 * @typedef {import("./expressions.js").Callable} Callable
 * @typedef {import("./statements.js").BodyScope} BodyScope
 * @typedef {{ readonly name: string, readonly uses: readonly string[], readonly text: string }} Piece  A function or constant of C.
 * @typedef {{ readonly c: string, readonly type: Type, readonly node: ts.VariableDeclaration }} Constant
 * @typedef {{ readonly functions: ReadonlyMap<string, Callable>, readonly constants: ReadonlyMap<string, Constant> }} Names
 */

/** Every function and constant that a file declares. @param {ts.SourceFile} file @returns {Names} */
export function declaredNames(file) {
  const functions = new Map();
  const constants = new Map();
  for (const node of file.statements) {
    if (ts.isFunctionDeclaration(node) && node.name) functions.set(node.name.text, signature(node));
    else if (ts.isVariableStatement(node))
      for (const each of node.declarationList.declarations) {
        const type = typeNamed(each.type?.getText() ?? "");
        if (!(node.declarationList.flags & ts.NodeFlags.Const) || (type !== F32 && type !== I32))
          throw refusal(each, "a global is a const of type f32 or i32");
        constants.set(each.name.getText(), { c: constantName(each.name.getText()), type, node: each });
      }
    else if (!ts.isImportDeclaration(node) && !ts.isExportDeclaration(node) && !ts.isTypeAliasDeclaration(node))
      throw refusal(node, `${ts.SyntaxKind[node.kind]} is not in the subset that C is made of`);
  }
  return { functions, constants };
}

/** @param {ts.FunctionDeclaration} node @returns {Callable} */
function signature(node) {
  const c = functionName(node.name?.text ?? "");
  return { c, takes: node.parameters.map(parameterType), gives: namedType(node, node.type) };
}

/** @param {ts.ParameterDeclaration} node */
function parameterType(node) {
  if (node.initializer || node.dotDotDotToken) throw refusal(node, "C knows no defaults and no lists of arguments");
  return namedType(node, node.type);
}

/** @param {ts.Node} node @param {ts.TypeNode | undefined} typeNode @returns {Type} */
function namedType(node, typeNode) {
  const type = typeNamed(typeNode?.getText() ?? "");
  if (!type) throw refusal(typeNode ?? node, `${typeNode?.getText() ?? "no type"} is no type of the subset`);
  return type;
}

/** The constants of a file. @param {Names} own @param {Names} visible @returns {Piece[]} */
export function constantPieces({ constants }, visible) {
  const names = new Map([...visible.constants].map(([name, { c }]) => [name, c]));
  return [...constants.values()].map(({ c, type, node }) => {
    const value = literalOf(node.initializer);
    if (value === null) throw refusal(node, "a constant is a number, as it is written");
    const text = type === F32 ? floatLiteral(value) : (node.initializer?.getText() ?? "");
    const statement = /** @type {ts.Node} */ (node.parent.parent);
    const head = comments(statement, "", { comment: (comment) => renamed(comment, names) });
    return {
      name: c,
      uses: [],
      text: [...head, `#define ${c} ${text.startsWith("-") ? `(${text})` : text}`].join("\n"),
    };
  });
}

/** @param {ts.Expression | undefined} node @returns {number | null} */
function literalOf(node) {
  if (node && ts.isTypeAssertionExpression(node)) return literalOf(node.expression);
  if (node && ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.MinusToken) {
    const value = literalOf(node.operand);
    return value === null ? null : -value;
  }
  return node && ts.isNumericLiteral(node) ? Number(node.text) : null;
}

/** A function. @param {ts.FunctionDeclaration} node @param {Names} visible  Its file's names and those that it imports. @returns {Piece} */
export function functionPiece(node, visible) {
  const { c, gives } = /** @type {Callable} */ (visible.functions.get(node.name?.text ?? ""));
  const uses = new Set();
  const renames = new Map([...visible.functions, ...visible.constants].map(([name, { c: own }]) => [name, own]));
  const scope = bodyScope(new Map(), null, { visible, uses, renames, returns: gives });
  const parameters = node.parameters.map((each) => {
    const type = parameterType(each);
    return declared(type, scope.declare(each.name.getText(), type));
  });
  if (!node.body) throw refusal(node, "a function has a body");
  const body = blockLines(node.body, scope, "  ");
  const isInline = /@inline/.test(node.getFullText().split("function")[0] ?? "");
  const head = `static ${isInline ? "inline " : ""}${declared(gives, c)}(${parameters.join(", ") || "void"}) {`;
  const text = [...comments(node, "", scope), ...lines("", head), ...body, "}"].join("\n");
  return { name: c, uses: [...uses], text };
}

/**
 * @param {Map<string, { c: string, type: Type }>} own
 * @param {BodyScope | null} outer
 * @param {{ visible: Names, uses: Set<string>, renames: Map<string, string>, returns: Type }} body
 * @returns {BodyScope}
 */
function bodyScope(own, outer, body) {
  const { visible, uses, renames, returns } = body;
  /** @type {BodyScope} */
  const scope = {
    returns,
    valueOf: (name) => own.get(name) ?? (outer ? outer.valueOf(name) : constantOf(name, body)),
    functionOf: (name) => visible.functions.get(name),
    use: (name) => uses.add(name),
    comment: (text) => renamed(text, renames),
    inner: () => bodyScope(new Map(), scope, body),
    declare: (name, type) => {
      const c = localName(name);
      own.set(name, { c, type });
      if (c !== name) renames.set(name, c);
      return c;
    },
  };
  return scope;
}

/** @param {string} name @param {{ visible: Names, uses: Set<string> }} body */
function constantOf(name, { visible, uses }) {
  const found = visible.constants.get(name);
  if (found) uses.add(found.c);
  return found;
}
