/**
 * Contours of the reference profile: at any rate from 8 to 192 kHz.
 */

import type { Signal } from "../../audio/signal.ts";
import { type Analysis, analysisAt } from "./analysis.ts";
import type { ContourSource } from "./contour-source.ts";
import { contourDeltasInto, smoothDescriptors, voiceDeltas } from "./contours.ts";
import { type Descriptors, describe } from "./descriptors.ts";

/** Keeps tables and buffers from recording to recording. */
export class ReferenceContours implements ContourSource {
  readonly #wanted: ReadonlySet<number>;
  #analysis: Analysis | undefined;

  /** @param wanted  Indices 0 .. 64 of the descriptors to compute. */
  constructor(wanted: ReadonlySet<number>) {
    this.#wanted = wanted;
  }

  describe({ samples, sampleRateHz }: Signal): Descriptors | undefined {
    if (this.#analysis?.geometry.sampleRateHz !== sampleRateHz) this.#analysis = analysisAt(sampleRateHz);
    const described = describe(samples, this.#analysis, this.#wanted);
    if (described !== undefined) smoothDescriptors(described);
    return described;
  }

  voiceDeltas(described: Descriptors, count: number): Float32Array[] {
    return voiceDeltas(described, count);
  }

  deltasInto(out: Float32Array, described: Descriptors, descriptor: number): void {
    contourDeltasInto(out, described, descriptor);
  }
}
