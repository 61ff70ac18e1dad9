/**
 * The translator from the kernels' AssemblyScript to C99: what it writes, and what it refuses.
 */

import { describe, expect, it } from "vitest";
import { translateKernels } from "../../scripts/to-c/translate-kernels.js";
import { KERNEL_FILES } from "../../src/export/c/kernels.generated.ts";

const IMPORTS = 'import { at, Bytes, ConstFloats, Floats, floatsFrom, put, putByte } from "./memory.as";\n';

/** C of a file of kernels. */
function translated(source: string): string {
  const [file] = translateKernels([{ path: "made.as.ts", text: IMPORTS + source }]);
  return file?.pieces.map(({ text }) => text).join("\n") ?? "";
}

/** C of the body of a function of a few parameters. */
function body(statements: string): string {
  const lines = translated(`function f(p: Floats, n: i32, x: f32, u: u32, b: Bytes): void { ${statements} }`).split(
    "\n",
  );
  return lines
    .slice(1, -1)
    .map((line) => line.trim())
    .join(" ");
}

describe("translateKernels", () => {
  it("writes pointers, loops and casts as a firmware engineer would", () => {
    expect(
      translated(`
/** Mean of some numbers, then their distance from firstMean. @param firstMean  Of before. */
export function meanOf(x: ConstFloats, count: i32, firstMean: f32): f32 {
  let sum: f32 = 0;
  // In the order of the numbers.
  for (let i = 0; i < count; i++) sum += at(floatsFrom(x, 1), i + 1) * <f32>0.1;
  return sum / <f32>count - firstMean;
}`),
    ).toBe(`/** Mean of some numbers, then their distance from first_mean. @param first_mean  Of before. */
static float §mean_of(const float *x, int32_t count, float first_mean) {
  float sum = 0.0f;
  /* In the order of the numbers. */
  for (int32_t i = 0; i < count; i++) {
    sum += (x + 1)[i + 1] * 0.1f;
  }
  return sum / (float)count - first_mean;
}`);
  });

  it("renames in comments what is a name there, and leaves words", () => {
    const text = `/** The transform of two, by \`transform\`; see ../../compare2016/fourier.ts. */
${IMPORTS}
/** Twice the transform, as twiceOf. @param long  Not \`long\` enough. */
export function twiceOf(long: f32): f32 { return transform(transform(long)); }
/** A transform. */
function transform(x: f32): f32 { return x; }`;
    const [file] = translateKernels([{ path: "made.as.ts", text }]);
    expect(file?.heading).toBe(
      "/** The transform of two, by `§transform`; see src/features/compare2016/fourier.ts. */",
    );
    expect(file?.pieces.map((piece) => piece.text.split("\n")[0])).toEqual([
      "/** A transform. */",
      "/** Twice the transform, as §twice_of. @param long_  Not `long_` enough. */",
    ]);
  });

  it("gives the heading of a file to none of its pieces", () => {
    const [file] = translateKernels([
      { path: "made.as.ts", text: "/** Sizes. */\n\n/** Of a hop. */\nexport const HOP: i32 = 160;" },
    ]);
    expect(file?.heading).toBe("/** Sizes. */");
    expect(file?.pieces.map((piece) => piece.text)).toEqual(["/** Of a hop. */\n#define §§HOP 160"]);
  });

  it("keeps brackets of the source and sets those that compilers ask for", () => {
    expect(body("put(p, 0, (x + x) * x - (x - x));")).toBe("p[0] = (x + x) * x - (x - x);");
    expect(body("if (n > 1 && n < 3 || n == 7) n = 0;")).toBe("if ((n > 1 && n < 3) || n == 7) { n = 0; }");
    expect(body("n = n + 1 << 2 & 255;")).toBe("n = (int32_t)((uint32_t)(n + 1) << 2) & 255;");
    expect(body("if (n & 1) n = 0;")).toBe("if ((n & 1) != 0) { n = 0; }");
    expect(body("putByte(b, 0, n + 1);")).toBe("b[0] = (uint8_t)(n + 1);");
    expect(body("x = -(-x);")).toBe("x = -(-x);");
  });

  it("writes signed shifts so that they mean in C what they mean in WebAssembly", () => {
    expect(body("n = n << 3;")).toBe("n = (int32_t)((uint32_t)n << 3);");
    expect(body("n = n >>> 3;")).toBe("n = (int32_t)((uint32_t)n >> 3);");
    expect(body("n = n >> 3; u = u << 3;")).toBe("n = n >> 3; u = u << 3u;");
  });

  it("prints floats in the fewest digits that read back the same, with the types that places give to numbers", () => {
    expect(body("x = 0.1; x = 16777216; x = 1e-7; x = 3.4028234663852886e38; u = 7;")).toBe(
      "x = 0.1f; x = 16777216.0f; x = 1e-7f; x = 3.4028235e+38f; u = 7u;",
    );
  });

  it("lets nothing of C's own be a name", () => {
    expect(body("const short = 1; n = short;")).toBe("const int32_t short_ = 1; n = short_;");
  });

  it("puts callees in front of callers and says who uses what", () => {
    const [file] = translateKernels([
      {
        path: "a.as.ts",
        text: "const K: f32 = 2;\nexport function f(): f32 { return g() * K; }\nfunction g(): f32 { return 1; }",
      },
    ]);
    expect(file?.pieces.map(({ name, uses }) => [name, uses])).toEqual([
      ["§§K", []],
      ["§g", []],
      ["§f", ["§g", "§§K"]],
    ]);
  });

  it("keeps apart what two files call the same", () => {
    const twin = (path: string) => ({ path, text: "const K: i32 = 3;\nfunction f(): i32 { return K; }" });
    const names = translateKernels([twin("a.as.ts"), twin("b-c.as.ts")]).flatMap((file) =>
      file.pieces.map(({ name }) => name),
    );
    expect(names).toEqual(["§§A_K", "§a_f", "§§B_C_K", "§b_c_f"]);
  });

  it.each([
    ["x = n;", "is i32 where f32 is wanted"],
    ["const y = 1.5;", "1.5 is f64 here; write <f32>1.5"],
    ["x = x + n;", "f32 and i32 do not mix"],
    ["if (n < u) n = 1;", "i32 and u32 do not mix"],
    ["x = Mathf.exp(x);", "Mathf.exp is no function that C has"],
    ["x = max<f32>(x, x);", "max<...> is no function that C has"],
    ["n = n == 1 ? 1.0 : 2;", "1.0 is f64 here"],
    ["x = load<f32>(p);", "load<...> is no function"],
    ["n = n % x;", "do not mix"],
    ["if (x) n = 0;", "is f32 where bool is wanted"],
    ["for (;;) n = 1;", "a loop has a bound"],
    ["n;", "does nothing"],
    ["const q: ConstFloats = p; put(q, 0, x);", "is ConstFloats where Floats is wanted"],
    ["switch (n) {}", "SwitchStatement is not in the subset"],
    ["n = unknown;", "unknown is no parameter, variable or constant"],
    ["n = 4294967295;", "is beyond i32"],
  ])("refuses %s with its place", (statement, message) => {
    expect(() => body(statement)).toThrow(/^made\.as\.ts:2:\d+: /);
    expect(() => body(statement)).toThrow(message);
  });

  it("refuses globals that change, recursion, names that two files have, and classes", () => {
    expect(() => translated("let state: i32 = 0;")).toThrow("a global is a const of type f32 or i32");
    expect(() => translated("function f(n: i32): i32 { return f(n); }")).toThrow("calls itself");
    const twin = (path: string) => ({ path, text: "export function limit(): i32 { return 3; }" });
    expect(() => translateKernels([twin("a.as.ts"), twin("b.as.ts")])).toThrow("limit is in b.as.ts, too");
    expect(() => translated("class A {}")).toThrow("ClassDeclaration is not in the subset");
    expect(() => translateKernels([{ path: "a.as.ts", text: "function f( {" }])).toThrow("a.as.ts: ");
  });
});

describe("the translated kernels", () => {
  const pieces = KERNEL_FILES.flatMap((file) => file.pieces);

  it("are in an order that C can read: each after all that it uses", () => {
    // These are written in C: src/export/c/kernel-code.ts.
    const seen = new Set(["§bits_of", "§float_of", "§with_two_products"]);
    for (const { name, uses } of pieces) {
      expect(uses.filter((used) => !seen.has(used)).map((used) => `${name} uses ${used}`)).toEqual([]);
      seen.add(name);
    }
  });

  it("hold no double: every number has its f, every function of the C library is one of float", () => {
    for (const { text } of pieces) {
      const code = text.replace(/\/\*[\s\S]*?\*\//g, "");
      expect(code).not.toMatch(/\bdouble\b|\b(sqrt|fabs|floor|ceil|trunc|exp|log)\(/);
      expect(code).not.toMatch(/\d\.\d+(?![\de+-]*f)\b/);
    }
  });
});
