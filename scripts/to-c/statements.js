/**
 * Statements of the subset, line by line, with the comments that stand in front of them.
 */

import ts from "typescript";
import { declared, typeNamed, VOID } from "./c-types.js";
import { conditionOf, expressionOf, typed } from "./expressions.js";
import { lines } from "./layout.js";
import { refusal } from "./refusal.js";

/**
 * @typedef {import("./c-types.js").Type} Type
 * @typedef {import("./expressions.js").Scope & {
 *   readonly returns: Type,
 *   readonly declare: (name: string, type: Type) => string,
 *   readonly inner: () => BodyScope,
 *   readonly comment: (text: string) => string,
 * }} BodyScope
 */

const STEP = "  ";

/** @param {ts.Block} block @param {BodyScope} scope @param {string} indent @returns {string[]} */
export function blockLines(block, scope, indent) {
  return block.statements.flatMap((statement) => [
    ...comments(statement, indent, scope),
    ...statementLines(statement, scope, indent),
  ]);
}

/** @param {ts.Statement} node @param {BodyScope} scope @param {string} indent @returns {string[]} */
function statementLines(node, scope, indent) {
  if (ts.isVariableStatement(node))
    return declarations(node.declarationList, scope).flatMap((text) => lines(indent, `${text};`));
  if (ts.isExpressionStatement(node)) return lines(indent, `${effect(node.expression, scope)};`);
  if (ts.isIfStatement(node)) return branch(node, scope, indent);
  if (ts.isForStatement(node)) return loop(node, scope, indent);
  if (ts.isWhileStatement(node))
    return withBody(`while (${conditionOf(node.expression, scope).text})`, node.statement, scope, indent);
  if (ts.isReturnStatement(node)) return lines(indent, `${returned(node, scope)};`);
  if (ts.isBreakStatement(node) && !node.label) return [`${indent}break;`];
  if (ts.isContinueStatement(node) && !node.label) return [`${indent}continue;`];
  if (ts.isBlock(node)) return [`${indent}{`, ...blockLines(node, scope.inner(), indent + STEP), `${indent}}`];
  throw refusal(node, `${ts.SyntaxKind[node.kind]} is not in the subset that C is made of`);
}

/** An expression that stands for what it does. @param {ts.Expression} node @param {BodyScope} scope */
function effect(node, scope) {
  const { text, level } = typed(node, scope, undefined);
  const isCall = ts.isCallExpression(node);
  if (level > 10 && !isCall) throw refusal(node, "does nothing");
  return text;
}

/** One text for each variable, "const float s = 0.5f". @param {ts.VariableDeclarationList} list @param {BodyScope} scope @returns {string[]} */
function declarations(list, scope) {
  const constant = list.flags & ts.NodeFlags.Const ? "const " : "";
  return list.declarations.map((each) => {
    const { type, text } = initialized(each, scope);
    const name = scope.declare(each.name.getText(), type);
    const isConst = constant && type.kind !== "pointer";
    return `${isConst ? constant : ""}${declared(type, name)} = ${text}`;
  });
}

/** @param {ts.VariableDeclaration} node @param {BodyScope} scope */
function initialized(node, scope) {
  if (!ts.isIdentifier(node.name) || !node.initializer)
    throw refusal(node, "a variable has one name and a value from the start");
  const wanted = node.type ? typeNamed(node.type.getText()) : undefined;
  if (node.type && !wanted) throw refusal(node.type, `${node.type.getText()} is no type of the subset`);
  return wanted
    ? { ...expressionOf(node.initializer, scope, wanted), type: wanted }
    : typed(node.initializer, scope, undefined);
}

/** @param {ts.ReturnStatement} node @param {BodyScope} scope */
function returned(node, scope) {
  if (!node.expression) return "return";
  if (scope.returns === VOID) throw refusal(node, "nothing is returned here");
  return `return ${expressionOf(node.expression, scope, scope.returns).text}`;
}

/** @param {ts.IfStatement} node @param {BodyScope} scope @param {string} indent @returns {string[]} */
function branch(node, scope, indent) {
  const yes = withBody(`if (${conditionOf(node.expression, scope).text})`, node.thenStatement, scope, indent);
  if (!node.elseStatement) return yes;
  const last = yes.pop();
  if (!ts.isIfStatement(node.elseStatement))
    return [...yes, ...withBody(`${last?.trim()} else`, node.elseStatement, scope, indent)];
  const [first = "", ...rest] = branch(node.elseStatement, scope, indent);
  return [...yes, `${last} else ${first.trim()}`, ...rest];
}

/** @param {ts.ForStatement} node @param {BodyScope} scope @param {string} indent @returns {string[]} */
function loop(node, scope, indent) {
  const inner = scope.inner();
  const { initializer, condition, incrementor } = node;
  if (!condition) throw refusal(node, "a loop has a bound");
  const start = !initializer
    ? ""
    : ts.isVariableDeclarationList(initializer)
      ? together(initializer, inner)
      : commaParts(initializer, inner);
  const bound = conditionOf(condition, inner).text;
  const next = incrementor ? ` ${commaParts(incrementor, inner)}` : "";
  return withBody(`for (${start}; ${bound};${next})`, node.statement, inner, indent);
}

/** Variables of a loop: one type, as C has it. @param {ts.VariableDeclarationList} list @param {BodyScope} scope */
function together(list, scope) {
  const [first = "", ...others] = declarations(list, scope);
  const type = first.slice(0, first.search(/\w+ = /));
  if (type.includes("*") && others.length > 0) throw refusal(list, "pointers of a loop are declared apart");
  return [
    first,
    ...others.map((each) => {
      if (!each.startsWith(type)) throw refusal(list, "variables of a loop have one type");
      return each.slice(type.length);
    }),
  ].join(", ");
}

/** @param {ts.Expression} node @param {BodyScope} scope @returns {string} */
function commaParts(node, scope) {
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.CommaToken)
    return `${commaParts(node.left, scope)}, ${commaParts(node.right, scope)}`;
  return effect(node, scope);
}

/** Bodies always have braces. @param {string} head @param {ts.Statement} body @param {BodyScope} scope @param {string} indent @returns {string[]} */
function withBody(head, body, scope, indent) {
  const inner = scope.inner();
  const inside = ts.isBlock(body)
    ? blockLines(body, inner, indent + STEP)
    : [...comments(body, indent + STEP, scope), ...statementLines(body, inner, indent + STEP)];
  return [...lines(indent, `${head} {`), ...inside, `${indent}}`];
}

/** Comments in front of a node, as block comments; not the heading of its file, at place 0. @param {ts.Node} node @param {string} indent @param {Pick<BodyScope, "comment">} scope @returns {string[]} */
export function comments(node, indent, scope) {
  const text = node.getSourceFile().text;
  const ranges = (ts.getLeadingCommentRanges(text, node.getFullStart()) ?? []).map(({ pos, end, kind }) => ({
    comment: text.slice(pos, end),
    isHeading: pos === 0,
    isLine: kind === ts.SyntaxKind.SingleLineCommentTrivia,
  }));
  const kept = ranges.filter(({ comment, isHeading }) => !isHeading && !comment.includes("@ts-ignore"));
  return kept.flatMap(({ comment, isLine }) =>
    isLine
      ? [`${indent}/* ${scope.comment(comment.slice(2).trim())} */`]
      : blockComment(scope.comment(comment), indent),
  );
}

/** @param {string} comment @param {string} indent @returns {string[]} */
function blockComment(comment, indent) {
  return comment.split("\n").map((line, i) => (i === 0 ? indent + line.trim() : `${indent} ${line.trim()}`));
}
