/**
 * The kernels that some C calls, and no others.
 */

import type { KernelFile, KernelPiece } from "./kernel-file.ts";
import { KERNEL_FILES } from "./kernels.generated.ts";

/** What is written in C itself: the same bits as another type, by <string.h>, and products that some cores take two by two. */
const BITS: KernelFile = {
  name: "bits",
  heading: "",
  pieces: [
    {
      name: "§bits_of",
      uses: [],
      text: `/** The bits of a float as an integer. */
static int32_t §bits_of(float x) {
  int32_t bits;
  memcpy(&bits, &x, sizeof bits);
  return bits;
}`,
    },
    {
      name: "§float_of",
      uses: [],
      text: `/** The float that has these bits. */
static float §float_of(int32_t bits) {
  float x;
  memcpy(&x, &bits, sizeof x);
  return x;
}`,
    },
    {
      name: "§with_two_products",
      uses: [],
      text: `/* GCC has it in this header since version 10. */
#if defined(__ARM_FEATURE_SIMD32) && (defined(__clang__) || !defined(__GNUC__) || __GNUC__ >= 10)
#include <arm_acle.h>
#define §§HAS_SMLALD 1
#else
#define §§HAS_SMLALD 0
#endif

/** sum + p[0] q[0] + p[1] q[1], exact: one instruction for the products on cores with Arm's DSP extension. */
static inline int64_t §with_two_products(int64_t sum, const int16_t *p, const int16_t *q) {
#if §§HAS_SMLALD
  int16x2_t first;
  int16x2_t second;
  memcpy(&first, p, sizeof first);
  memcpy(&second, q, sizeof second);
  return __smlald(first, second, sum);
#else
  return sum + (int32_t)p[0] * q[0] + (int32_t)p[1] * q[1];
#endif
}`,
    },
  ],
};

const COMMENT = /\/\*[\s\S]*?\*\//g;

/** Functions and constants that a text uses, file by file, each behind what it needs. */
export function kernelCode(text: string): string {
  const files = [BITS, ...KERNEL_FILES];
  const pieces = new Map(files.flatMap((file) => file.pieces.map((piece) => [piece.name, piece])));
  const needed = new Set<KernelPiece>();
  const need = (name: string): void => {
    const piece = pieces.get(name);
    if (!piece || needed.has(piece)) return;
    needed.add(piece);
    piece.uses.forEach(need);
  };
  for (const [name] of text.replace(COMMENT, "").matchAll(/§+[A-Za-z0-9_]+/g)) need(name);
  return files
    .map((file) => ({ ...file, pieces: file.pieces.filter((piece) => needed.has(piece)) }))
    .filter(({ pieces: kept }) => kept.length > 0)
    .map(fileText)
    .join("\n\n");
}

function fileText({ heading, pieces }: KernelFile): string {
  const texts = pieces.map(({ text }, i) => {
    const isDefine = text.includes("#define");
    return isDefine && pieces[i + 1]?.text.startsWith("#define") ? text : `${text}\n`;
  });
  return `${heading === "" ? "" : `${heading}\n\n`}${texts.join("\n")}`.trimEnd();
}
