/**
 * RASTA-filtered auditory spectrum `audSpec_Rfilt`: band energies whose slow and fast changes are filtered out.
 *
 *   y = H(z) ln(band),   H(z) = (b0 + b1 z⁻¹ + b3 z⁻³ + b4 z⁻⁴) / (1 − p z⁻¹),   one filter per band, frames of 10 ms
 *   b0 = −b4 = 2/n,  b1 = −b3 = −4ω/n,  ω = cos(2π·29·0.01),  n = sqrt(10(32ω² + 8)),  p = 1 − sin(2π·1·0.01)
 *   out[b] = exp( 0.33 (y + ln eql(fc[b])) )
 *
 * A pass band from 1 to 29 Hz. During the first five frames the recursion is off and y counts as 0.
 *
 * Source  specification, section 6.2 and table A.5; H. Hermansky, N. Morgan 1994, "RASTA processing of speech",
 *         IEEE Trans. Speech and Audio Processing 2(4).
 */

import { BAND_FLOOR, LOUDNESS_EXPONENT } from "./auditory.ts";
import { HOP_SECONDS } from "./geometry.ts";
import { expSingle, lnSingle } from "./single-precision.ts";

const f32 = Math.fround;

const HIGH_CUT_HZ = 29;
const LOW_CUT_HZ = 1;
const START_UP_FRAMES = 5;

const OMEGA = f32(Math.cos(2 * Math.PI * HIGH_CUT_HZ * HOP_SECONDS));
const NORM = f32(Math.sqrt(10 * (32 * OMEGA ** 2 + 8)));
const B0 = f32(2 / NORM);
const B1 = f32((-4 * OMEGA) / NORM);
const B3 = f32((4 * OMEGA) / NORM);
const B4 = f32(-2 / NORM);
const POLE = f32(1 - Math.sin(2 * Math.PI * LOW_CUT_HZ * HOP_SECONDS));

/** Filters the bands of one frame after the other. */
export class RastaFilter {
  readonly #logWeights: Float32Array;
  /** Direct form II, transposed. [bands × 4] */
  readonly #state: Float32Array;
  #frame = 0;

  /** @param weights  Equal-loudness weight of each band. */
  constructor(weights: Float32Array) {
    this.#logWeights = Float32Array.from(weights, Math.log);
    this.#state = new Float32Array(4 * weights.length);
  }

  /** Forgets all frames. */
  reset(): void {
    this.#state.fill(0);
    this.#frame = 0;
  }

  /** Filters the next frame. @param out  audSpec_Rfilt. [bands] */
  filterInto(out: Float32Array, bands: Float32Array): void {
    const s = this.#state;
    const started = this.#frame++ >= START_UP_FRAMES;
    for (let b = 0, i = 0; b < bands.length; b++, i += 4) {
      const u = lnSingle(Math.max(bands[b], BAND_FLOOR));
      const y = f32(f32(B0 * u) + s[i]);
      const recursion = started ? f32(POLE * y) : 0;
      s[i] = f32(f32(B1 * u) + s[i + 1]) + recursion;
      s[i + 1] = s[i + 2];
      s[i + 2] = f32(B3 * u) + s[i + 3];
      s[i + 3] = B4 * u;
      const level = f32((started ? y : 0) + this.#logWeights[b]);
      out[b] = expSingle(f32(level * LOUDNESS_EXPONENT));
    }
  }
}
