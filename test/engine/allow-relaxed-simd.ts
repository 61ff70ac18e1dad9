/** Imported for its effect: Node 20 has relaxed SIMD behind a flag, which must be set before the first kernel is compiled. */

import { setFlagsFromString } from "node:v8";

if (Number.parseInt(process.versions.node, 10) < 22) setFlagsFromString("--experimental-wasm-relaxed-simd");
