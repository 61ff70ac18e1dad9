/**
 * Expressions of the subset, with their types: as AssemblyScript reads them, and refused where C would read them otherwise.
 */

import ts from "typescript";
import { BOOL, F32, fits, floatLiteral, I32, I64, typeNamed, U32 } from "./c-types.js";
import { ASSIGNMENT, ATOM, bracketed, INTRINSICS, UNARY } from "./intrinsics.js";
import { refusal } from "./refusal.js";

/**
 * @typedef {import("./c-types.js").Type} Type
 * @typedef {import("./intrinsics.js").Expression} Expression
 * @typedef {{ readonly c: string, readonly takes: readonly Type[], readonly gives: Type }} Callable
 *
 * What names mean where an expression stands.
 * @typedef {{
 *   readonly valueOf: (name: string) => { readonly c: string, readonly type: Type } | undefined,
 *   readonly functionOf: (name: string) => Callable | undefined,
 *   readonly use: (name: string) => void,
 * }} Scope
 */

const K = ts.SyntaxKind;

/** Operators, how tightly they hold, and of which types: as in C, and as in JavaScript. */
const OPERATORS = new Map([
  [K.AsteriskToken, { c: "*", level: 80, on: "number" }],
  [K.SlashToken, { c: "/", level: 80, on: "number" }],
  [K.PercentToken, { c: "%", level: 80, on: "integer" }],
  [K.PlusToken, { c: "+", level: 70, on: "number" }],
  [K.MinusToken, { c: "-", level: 70, on: "number" }],
  [K.LessThanLessThanToken, { c: "<<", level: 60, on: "integer" }],
  [K.GreaterThanGreaterThanToken, { c: ">>", level: 60, on: "integer" }],
  [K.GreaterThanGreaterThanGreaterThanToken, { c: ">>>", level: 60, on: "integer" }],
  [K.LessThanToken, { c: "<", level: 50, on: "order" }],
  [K.LessThanEqualsToken, { c: "<=", level: 50, on: "order" }],
  [K.GreaterThanToken, { c: ">", level: 50, on: "order" }],
  [K.GreaterThanEqualsToken, { c: ">=", level: 50, on: "order" }],
  [K.EqualsEqualsToken, { c: "==", level: 45, on: "order" }],
  [K.ExclamationEqualsToken, { c: "!=", level: 45, on: "order" }],
  [K.AmpersandToken, { c: "&", level: 40, on: "integer" }],
  [K.CaretToken, { c: "^", level: 38, on: "integer" }],
  [K.BarToken, { c: "|", level: 36, on: "integer" }],
  [K.AmpersandAmpersandToken, { c: "&&", level: 30, on: "bool" }],
  [K.BarBarToken, { c: "||", level: 28, on: "bool" }],
]);

const ASSIGNMENTS = new Map([
  [K.EqualsToken, undefined],
  [K.PlusEqualsToken, K.PlusToken],
  [K.MinusEqualsToken, K.MinusToken],
  [K.AsteriskEqualsToken, K.AsteriskToken],
  [K.SlashEqualsToken, K.SlashToken],
  [K.LessThanLessThanEqualsToken, K.LessThanLessThanToken],
  [K.GreaterThanGreaterThanEqualsToken, K.GreaterThanGreaterThanToken],
  [K.AmpersandEqualsToken, K.AmpersandToken],
  [K.BarEqualsToken, K.BarToken],
  [K.CaretEqualsToken, K.CaretToken],
]);

const CONDITIONAL = 20;

/** @param {ts.Expression} node @param {Scope} scope @param {Type} wanted @returns {Expression} */
export function expressionOf(node, scope, wanted) {
  const value = typed(node, scope, wanted);
  if (!fits(value.type, wanted))
    throw refusal(node, `is ${value.type.name} where ${wanted.name} is wanted; convert it in the source`);
  return value;
}

/** What a branch or loop asks: a bool, or an integer that is not 0. @param {ts.Expression} node @param {Scope} scope @returns {Expression} */
export function conditionOf(node, scope) {
  const value = typed(node, scope, undefined);
  if (value.type !== I32 && value.type !== U32) return expressionOf(node, scope, BOOL);
  return { text: `${bracketed(value, UNARY)} != 0`, type: BOOL, level: 45 };
}

/**
 * An expression whose type follows from itself.
 *
 * @param {ts.Expression} node
 * @param {Scope} scope
 * @param {Type | undefined} hint  What its place would have; numbers without a sign of their type take it.
 * @returns {Expression}
 */
export function typed(node, scope, hint) {
  if (ts.isParenthesizedExpression(node)) return inBrackets(typed(node.expression, scope, hint));
  if (ts.isNumericLiteral(node)) return number(node, hint);
  if (ts.isIdentifier(node)) return named(node, scope);
  if (ts.isTypeAssertionExpression(node) || ts.isAsExpression(node)) return cast(node, scope);
  if (ts.isPrefixUnaryExpression(node)) return prefixed(node, scope, hint);
  if (ts.isPostfixUnaryExpression(node)) return stepped(node, scope);
  if (ts.isBinaryExpression(node))
    return ASSIGNMENTS.has(node.operatorToken.kind) ? assignment(node, scope) : binary(node, scope, hint);
  if (ts.isConditionalExpression(node)) return conditional(node, scope, hint);
  if (ts.isCallExpression(node)) return call(node, scope);
  if (node.kind === K.TrueKeyword || node.kind === K.FalseKeyword)
    return { text: node.getText(), type: BOOL, level: ATOM };
  throw refusal(node, `${K[node.kind]} is not in the subset that C is made of`);
}

/** Brackets of the source are kept: whoever wrote them wanted them read. @param {Expression} value @returns {Expression} */
function inBrackets(value) {
  return value.level >= UNARY ? value : { ...value, text: `(${value.text})`, level: ATOM };
}

/** @param {ts.NumericLiteral} node @param {Type | undefined} hint @returns {Expression} */
function number(node, hint) {
  const source = node.getText();
  const value = Number(node.text);
  if (hint === F32) return { text: floatLiteral(value), type: F32, level: ATOM };
  if (/^0x/i.test(source) ? false : /[.e]/i.test(source))
    throw refusal(node, `${source} is f64 here; write <f32>${source} or give its variable a type`);
  if (hint === U32) return { text: `${source}u`, type: U32, level: ATOM };
  if (hint?.kind === "number" && value <= 0x7fffffff) return { text: source, type: hint, level: ATOM };
  if (value > 0x7fffffff) throw refusal(node, `${source} is beyond i32; write <u32>${source}`);
  return { text: source, type: I32, level: ATOM };
}

/** @param {ts.Identifier} node @param {Scope} scope @returns {Expression} */
function named(node, scope) {
  const found = scope.valueOf(node.text);
  if (!found) throw refusal(node, `${node.text} is no parameter, variable or constant; C has no other globals`);
  return { text: found.c, type: found.type, level: ATOM };
}

/** @param {ts.TypeAssertion | ts.AsExpression} node @param {Scope} scope @returns {Expression} */
function cast(node, scope) {
  const to = typeNamed(node.type.getText());
  if (!to || to.kind === "void") throw refusal(node.type, `${node.type.getText()} is no type of the subset`);
  const isLiteral = ts.isNumericLiteral(node.expression) || ts.isPrefixUnaryExpression(node.expression);
  const value = typed(node.expression, scope, isLiteral ? to : undefined);
  if (value.type === to) return value;
  if (to.kind === "pointer" || value.type.kind === "pointer") throw refusal(node, "a pointer keeps its type");
  if (value.type === BOOL)
    return { text: `${bracketed(value, CONDITIONAL + 1)} ? 1 : 0`, type: to, level: CONDITIONAL };
  if (to === BOOL) throw refusal(node, "a number is no bool; compare it");
  return { text: `(${to.c})${bracketed(value, UNARY)}`, type: to, level: UNARY };
}

/** @param {ts.PrefixUnaryExpression} node @param {Scope} scope @param {Type | undefined} hint @returns {Expression} */
function prefixed(node, scope, hint) {
  const sign = { [K.MinusToken]: "-", [K.PlusToken]: "+", [K.ExclamationToken]: "!", [K.TildeToken]: "~" }[
    node.operator
  ];
  if (!sign) return stepped(node, scope);
  if (sign === "!")
    return { text: `!${bracketed(expressionOf(node.operand, scope, BOOL), UNARY)}`, type: BOOL, level: UNARY };
  const value = typed(node.operand, scope, hint);
  const text = bracketed(value, UNARY);
  return { text: sign + (text.startsWith(sign) ? `(${text})` : text), type: value.type, level: UNARY };
}

/** x++ and --x as statements of their own. @param {ts.PrefixUnaryExpression | ts.PostfixUnaryExpression} node @param {Scope} scope @returns {Expression} */
function stepped(node, scope) {
  const value = typed(node.operand, scope, undefined);
  if (value.type.kind !== "number") throw refusal(node, `${value.type.name} cannot be counted up`);
  const sign = node.operator === K.PlusPlusToken ? "++" : "--";
  return { text: `${value.text}${sign}`, type: value.type, level: ASSIGNMENT };
}

/** @param {ts.BinaryExpression} node @param {Scope} scope @returns {Expression} */
function assignment(node, scope) {
  if (!ts.isIdentifier(node.left)) throw refusal(node.left, "only variables are assigned to; memory is written by put");
  const to = named(node.left, scope);
  const operator = ASSIGNMENTS.get(node.operatorToken.kind);
  const value = expressionOf(node.right, scope, to.type);
  if (operator !== undefined) checkOperands(node, OPERATORS.get(operator)?.on ?? "", to, value);
  if (operator === K.LessThanLessThanToken)
    return { text: `${to.text} = ${shifted("<<", to, value)}`, type: to.type, level: ASSIGNMENT };
  return { text: `${to.text} ${node.operatorToken.getText()} ${value.text}`, type: to.type, level: ASSIGNMENT };
}

/** @param {ts.BinaryExpression} node @param {Scope} scope @param {Type | undefined} hint @returns {Expression} */
function binary(node, scope, hint) {
  const operator = OPERATORS.get(node.operatorToken.kind);
  if (!operator) throw refusal(node.operatorToken, `${node.operatorToken.getText()} is not in the subset`);
  const { c, level, on } = operator;
  const left = typed(node.left, scope, on === "number" || on === "integer" ? hint : undefined);
  const right = typed(node.right, scope, left.type);
  checkOperands(node, on, left, right);
  if (c === "<<" || c === ">>>") {
    const text = shifted(c, left, right);
    return { text, type: left.type, level: text.startsWith("(int32_t)") ? UNARY : level };
  }
  const type = on === "order" || on === "bool" ? BOOL : left.type;
  return { text: `${beside(left, operator, level)} ${c} ${beside(right, operator, level + 1)}`, type, level };
}

/**
 * An operand, in brackets where it is too loose, and where compilers ask for them: && in ||, other operators in bit operations.
 *
 * @param {Expression} operand
 * @param {{ readonly level: number, readonly on: string }} operator
 * @param {number} least
 */
function beside(operand, operator, least) {
  const isBits = operator.on === "integer" && operator.level < 80;
  const isMixed = operand.level < UNARY && operand.level !== operator.level && (isBits || operator.level === 28);
  const isComparison = operator.level === 28 && operand.level > 30;
  return isMixed && !isComparison ? `(${operand.text})` : bracketed(operand, least);
}

/** @param {ts.Node} node @param {string} on @param {Expression} left @param {Expression} right */
function checkOperands(node, on, left, right) {
  const { type } = left;
  const isPlain = type.kind === (on === "bool" ? "bool" : "number") || (on === "order" && type.kind === "bool");
  if (!isPlain || (on === "integer" && type === F32))
    throw refusal(node, `${type.name} has no such operation in the subset`);
  if (type === I64 && ts.isBinaryExpression(node) && /<<|>>/.test(node.operatorToken.getText()))
    throw refusal(node, "signed numbers of 64 bits are not shifted");
  if (type !== right.type)
    throw refusal(node, `${type.name} and ${right.type.name} do not mix; convert one in the source`);
}

/** Left shifts of signed numbers and logical right ones, by way of unsigned ones. @param {string} operator @param {Expression} left @param {Expression} right */
function shifted(operator, left, right) {
  const c = operator === "<<" ? "<<" : ">>";
  const by = bracketed(right, UNARY);
  const isSafe = left.type !== I32 || (operator === "<<" && /^1$/.test(left.text));
  if (isSafe) return `${bracketed(left, UNARY)} ${c} ${by}`;
  return `(int32_t)((uint32_t)${bracketed(left, UNARY)} ${c} ${by})`;
}

/** @param {ts.ConditionalExpression} node @param {Scope} scope @param {Type | undefined} hint @returns {Expression} */
function conditional(node, scope, hint) {
  const condition = bracketed(conditionOf(node.condition, scope), CONDITIONAL + 1);
  const yes = typed(node.whenTrue, scope, hint);
  const no = expressionOf(node.whenFalse, scope, yes.type);
  const text = `${condition} ? ${bracketed(yes, CONDITIONAL + 1)} : ${bracketed(no, CONDITIONAL)}`;
  return { text, type: yes.type, level: CONDITIONAL };
}

/** @param {ts.CallExpression} node @param {Scope} scope @returns {Expression} */
function call(node, scope) {
  const callee = node.expression.getText();
  const name = /^Mathf\.(sqrt|abs|floor|ceil|trunc)$/.exec(callee)?.[1] ?? callee;
  const typeArgument = node.typeArguments?.[0]?.getText() ?? "f32";
  const intrinsic = typeArgument === "f32" ? INTRINSICS.get(name) : undefined;
  const own = intrinsic ? undefined : scope.functionOf(name);
  const takes = intrinsic?.takes ?? own?.takes;
  if (!takes)
    throw refusal(node, `${node.expression.getText()}${node.typeArguments ? "<...>" : ""} is no function that C has`);
  if (takes.length !== node.arguments.length) throw refusal(node, `${name} takes ${takes.length} arguments`);
  const values = node.arguments.map((argument, i) => expressionOf(argument, scope, takes[i]));
  const texts = values.map(({ text }) => text);
  if (intrinsic) {
    if (intrinsic.needs) scope.use(intrinsic.needs);
    return { text: intrinsic.write(texts, values), type: intrinsic.gives(values), level: intrinsic.level };
  }
  const { c, gives } = /** @type {Callable} */ (own);
  scope.use(c);
  return { text: `${c}(${texts.join(", ")})`, type: gives, level: ATOM };
}
