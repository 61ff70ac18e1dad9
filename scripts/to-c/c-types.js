/**
 * The types of the subset and what they are in C. Everything has exactly one type; nothing is converted without a cast in the
 * source.
 */

/**
 * @typedef {{ readonly kind: "number" | "bool" | "void", readonly name: string, readonly c: string }} Plain
 * @typedef {{ readonly kind: "pointer", readonly name: string, readonly c: string, readonly element: string, readonly isConst: boolean }} Pointer
 * @typedef {Plain | Pointer} Type
 */

/** @type {Record<string, Plain>} */
const PLAIN = {
  f32: { kind: "number", name: "f32", c: "float" },
  i32: { kind: "number", name: "i32", c: "int32_t" },
  u32: { kind: "number", name: "u32", c: "uint32_t" },
  i64: { kind: "number", name: "i64", c: "int64_t" },
  u64: { kind: "number", name: "u64", c: "uint64_t" },
  bool: { kind: "bool", name: "bool", c: "bool" },
  void: { kind: "void", name: "void", c: "void" },
};

export const F32 = PLAIN["f32"];
export const I32 = PLAIN["i32"];
export const U32 = PLAIN["u32"];
export const I64 = PLAIN["i64"];
export const BOOL = PLAIN["bool"];
export const VOID = PLAIN["void"];

/** Elements of the pointers of memory.as.ts. */
const ELEMENTS = { Floats: "float", Ints: "int32_t", Shorts: "int16_t", Bytes: "uint8_t" };

/** @type {Record<string, Pointer>} */
const POINTERS = Object.fromEntries(
  Object.entries(ELEMENTS).flatMap(([name, element]) => [
    [name, { kind: "pointer", name, c: `${element} *`, element, isConst: false }],
    [`Const${name}`, { kind: "pointer", name: `Const${name}`, c: `const ${element} *`, element, isConst: true }],
  ]),
);

/** A type by its name in the source; undefined for one outside the subset. @param {string} name @returns {Type | undefined} */
export function typeNamed(name) {
  return PLAIN[name] ?? POINTERS[name];
}

/** Whether a value of one type may stand where another is wanted: only a pointer may become one that reads. @param {Type} from @param {Type} to */
export function fits(from, to) {
  if (from === to) return true;
  return from.kind === "pointer" && to.kind === "pointer" && from.element === to.element && to.isConst;
}

/** "float x", "const float *x" @param {Type} type @param {string} name */
export function declared(type, name) {
  return type.kind === "pointer" ? `${type.c}${name}` : `${type.c} ${name}`;
}

/**
 * The shortest decimal that reads back as the same float32, as a literal of C.
 *
 * @param {number} value  Finite.
 */
export function floatLiteral(value) {
  const float = Math.fround(value);
  for (let digits = 1; ; digits++) {
    const text = float.toPrecision(digits);
    if (Math.fround(Number(text)) !== float && digits < 9) continue;
    const plain = String(Number(text));
    return `${/[.e]/.test(plain) ? plain : `${plain}.0`}f`;
  }
}
