/**
 * Contours of the device profile: of 16-bit samples at 16 kHz.
 */

import type { Signal } from "../../audio/signal.ts";
import type { ContourSource } from "../compare2016/contour-source.ts";
import type { Descriptors } from "../compare2016/descriptors.ts";
import { DeviceDescriber } from "./describe.ts";
import { DeviceMemory } from "./device-memory.ts";
import { pcmOf } from "./pcm.ts";
import { SmoothedContours } from "./smoothed-contours.ts";

/** Keeps tables and buffers from recording to recording. */
export class DeviceContours implements ContourSource {
  readonly #describer: DeviceDescriber;
  readonly #smoothed: SmoothedContours;

  /** @param wanted  Indices 0 .. 64 of the descriptors to compute. */
  constructor(wanted: ReadonlySet<number>) {
    const memory = new DeviceMemory();
    this.#describer = new DeviceDescriber(memory, wanted);
    this.#smoothed = new SmoothedContours(memory);
  }

  describe({ samples }: Signal): Descriptors | undefined {
    const described = this.#describer.describe(pcmOf(samples));
    if (described !== undefined) this.#smoothed.smooth(described);
    return described;
  }

  voiceDeltas(described: Descriptors, count: number): Float32Array[] {
    return this.#smoothed.voiceDeltas(described, count);
  }

  deltasInto(out: Float32Array, described: Descriptors, descriptor: number): void {
    this.#smoothed.deltasInto(out, described, descriptor);
  }
}
