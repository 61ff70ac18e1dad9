import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { commentText, floatLiteral, isPrefix, stringLiteral, table, withPrefix } from "../../../src/export/c/c-text.ts";
import { classConstants } from "../../../src/export/c/class-constants.ts";

describe("text of C", () => {
  it("has every float32 as a decimal that reads back the same", () => {
    fc.assert(
      fc.property(fc.float({ noNaN: true, noDefaultInfinity: true }), (value) => {
        const literal = floatLiteral(value);
        expect(literal).toMatch(/^-?\d[\d.e+-]*f$/);
        expect(literal).toMatch(/[.e]/);
        expect(Math.fround(Number(literal.slice(0, -1)))).toBe(value);
      }),
      { numRuns: 2000 },
    );
    expect(floatLiteral(-0)).toBe("-0.0f");
  });

  it("keeps a name from outside from ending a string or a comment", () => {
    expect(stringLiteral('a"b\\c\n??/é')).toBe('"a\\042b\\134c\\012\\077\\077/\\303\\251"');
    expect(commentText("a */ int x; /* b\nc \\")).toBe("a * / int x; / * b c ");
    expect(commentText("what???/")).toBe("what? ? ?/");
  });

  it("takes as a prefix what may begin every name", () => {
    expect(["cold", "cough_model", "a1"].filter(isPrefix)).toEqual(["cold", "cough_model", "a1"]);
    expect(["math", "features", "stdint", "test", "all", "m", "app", "a__b", "cold_"].filter(isPrefix)).toEqual([]);
    expect(["", "1a", "a-b", "Cold", "int", "class", "a".repeat(25), "_a"].filter(isPrefix)).toEqual([]);
    expect(withPrefix("§.h §§OK §predict", "cold")).toBe("coldh COLD_OK cold_predict");
  });

  it("breaks tables into lines", () => {
    const lines = table("uint8_t", "x", Array(60).fill("255")).split("\n");
    expect(lines[0]).toBe("const uint8_t x[60] = {");
    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(100);
  });

  it("has a constant for each class, whatever the classes are called", () => {
    expect(classConstants(["cold", "no cold", "é", "a.b", "a-b"]).split("\n")).toEqual([
      "#define §§CLASS_COLD 0",
      "#define §§CLASS_NO_COLD 1 /* no cold */",
      "#define §§CLASS_2 2 /* é */",
      "#define §§CLASS_3 3 /* a.b */",
      "#define §§CLASS_4 4 /* a-b */",
    ]);
  });

  it("has each of these constants once, be classes called like the numbers of others, in two cases, or alike for 63 letters", () => {
    expect(classConstants(["é", "0", "Cold", "cold"]).split("\n")).toEqual([
      "#define §§CLASS_0 0 /* é */",
      "#define §§CLASS_1 1 /* 0 */",
      "#define §§CLASS_2 2 /* Cold */",
      "#define §§CLASS_3 3 /* cold */",
    ]);
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.oneof(fc.string(), fc.nat(9).map(String), fc.constant("x".repeat(70))), { maxLength: 9 }),
        (classes) => {
          const names = classConstants(classes).match(/§§\w+/g) ?? [];
          expect(new Set(names).size).toBe(classes.length);
          for (const name of names) expect(name.length).toBeLessThanOrEqual("§§CLASS_".length + 32);
        },
      ),
    );
  });
});
