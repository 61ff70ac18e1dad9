/**
 * The functions that C has in another form: those of memory.as.ts, and the exact ones of the language.
 */

import { F32, I32, I64, typeNamed, VOID } from "./c-types.js";

/**
 * @typedef {import("./c-types.js").Type} Type
 * @typedef {{ readonly text: string, readonly type: Type, readonly level: number }} Expression
 * @typedef {{
 *   readonly takes: readonly Type[],
 *   readonly gives: (values: readonly Expression[]) => Type,
 *   readonly write: (texts: readonly string[], values: readonly Expression[]) => string,
 *   readonly level: number,
 *   readonly needs?: string,
 * }} Intrinsic
 */

/** How tightly the text of an expression holds together: an atom needs no brackets anywhere. */
export const ATOM = 100;
/** A cast or sign. */
export const UNARY = 90;
export const SUM = 70;
/** Looser than all that stands in an expression. */
export const ASSIGNMENT = 10;

/** @param {Expression} value @param {number} level */
export function bracketed({ text, level: own }, level) {
  return own < level ? `(${text})` : text;
}

/** @param {string} name */
const type = (name) => /** @type {Type} */ (typeNamed(name));

/** Reading, writing and moving on, for one kind of element. @param {string} name @param {string} plural @param {Type} value @param {string} stored @returns {[string, Intrinsic][]} */
function accessors(name, plural, value, stored) {
  const read = type(`Const${plural}`);
  const isFloats = name === "float";
  return [
    [
      isFloats ? "at" : `${name}At`,
      { takes: [read, I32], gives: () => value, level: ATOM, write: ([, i], [p]) => `${pointer(p)}[${i}]` },
    ],
    [
      isFloats ? "put" : `put${name[0]?.toUpperCase()}${name.slice(1)}`,
      {
        takes: [type(plural), I32, value],
        gives: () => VOID,
        level: ASSIGNMENT,
        write: ([, i, x], [p, , v]) => `${pointer(p)}[${i}] = ${stored ? `(${stored})${bracketed(v, UNARY)}` : x}`,
      },
    ],
    [
      `${name}sFrom`,
      {
        takes: [read, I32],
        gives: ([p]) => p.type,
        level: SUM,
        write: ([p], [, i]) => `${p} + ${bracketed(i, SUM + 1)}`,
      },
    ],
  ];
}

/** @param {Expression | undefined} p */
function pointer(p) {
  return bracketed(/** @type {Expression} */ (p), ATOM);
}

/** An exact function of <math.h>. @param {string} name @returns {Intrinsic} */
function mathFunction(name) {
  return { takes: [F32], gives: () => F32, level: ATOM, write: ([x]) => `${name}(${x})` };
}

/** @type {ReadonlyMap<string, Intrinsic>} */
export const INTRINSICS = new Map([
  ...accessors("float", "Floats", F32, ""),
  ...accessors("int", "Ints", I32, ""),
  ...accessors("short", "Shorts", I32, "int16_t"),
  ...accessors("byte", "Bytes", I32, "uint8_t"),
  ["bitsOf", { takes: [F32], gives: () => I32, level: ATOM, write: ([x]) => `§bits_of(${x})`, needs: "§bits_of" }],
  ["floatOf", { takes: [I32], gives: () => F32, level: ATOM, write: ([x]) => `§float_of(${x})`, needs: "§float_of" }],
  [
    "withTwoProducts",
    {
      takes: [I64, type("ConstShorts"), type("ConstShorts")],
      gives: () => I64,
      level: ATOM,
      write: (texts) => `§with_two_products(${texts.join(", ")})`,
      needs: "§with_two_products",
    },
  ],
  ["sqrt", mathFunction("sqrtf")],
  ["abs", mathFunction("fabsf")],
  ["floor", mathFunction("floorf")],
  ["ceil", mathFunction("ceilf")],
  ["trunc", mathFunction("truncf")],
  ["copysign", { takes: [F32, F32], gives: () => F32, level: ATOM, write: ([x, y]) => `copysignf(${x}, ${y})` }],
]);
