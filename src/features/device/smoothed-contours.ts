/**
 * Smoothed contours of a recording and their deltas in float32: what the functionals of the device profile summarize.
 */

import { smoothedCount } from "../compare2016/contours.ts";
import { DESCRIPTOR_COUNT, type Descriptors, FIRST_FAST, SLOW_COUNT, VOICE_COUNT } from "../compare2016/descriptors.ts";
import type { DeviceMemory, FloatRegion } from "./device-memory.ts";

/** Pitch and voicing are decided for all frames; the descriptors after them wait for the pitch. */
const FIRST_VOICE_QUALITY = 2;
const ZCR = VOICE_COUNT + SLOW_COUNT - 1;
/** Frames that the first room holds: 20 seconds. */
const FIRST_ROOM = 2048;

/** Takes descriptors frame by frame, gives contours and deltas. */
export class SmoothedContours {
  readonly #memory: DeviceMemory;
  readonly #divisor: number;
  /** Room for the six voice descriptors, in and out. [6 × #stride] */
  #stride = 0;
  #in: FloatRegion;
  #out: FloatRegion;

  constructor(memory: DeviceMemory) {
    this.#memory = memory;
    this.#divisor = memory.floats(1).address;
    this.#in = memory.floats(0);
    this.#out = memory.floats(0);
  }

  /** Replaces descriptors by their moving averages, in place. Contours that were not computed stay empty. */
  smooth({ contours, counts }: Descriptors): void {
    this.#reserve(Math.max(...contours.map(({ length }) => length)));
    const { kernels } = this.#memory;
    const { long, short, decided } = counts;
    const [x, y] = [this.#in.address, this.#out.address];
    for (let d = 0; d < DESCRIPTOR_COUNT; d++) {
      const contour = contours[d];
      if (contour.length === 0) continue;
      this.#in.view.set(contour);
      const count = smoothedCount(d, counts);
      if (d < VOICE_COUNT)
        kernels.smoothVoiceContour(y, x, long, decided, d < FIRST_VOICE_QUALITY ? long : decided, count);
      else kernels.smoothContour(y, x, d === ZCR ? long : short, count);
      contour.set(this.#out.view.subarray(0, count));
    }
  }

  /** Deltas of pitch and voice quality, which depend on each other. [6], each with `count` frames */
  voiceDeltas({ contours, counts }: Descriptors, count: number): Float32Array[] {
    this.#reserve(contours[0].length);
    const stride = this.#stride;
    const { kernels } = this.#memory;
    const voice = Array.from({ length: VOICE_COUNT }, (_, d) => d);
    for (const d of voice) this.#in.view.set(contours[d], d * stride);
    kernels.voiceDeltaContours(
      this.#out.address,
      this.#in.address,
      this.#divisor,
      stride,
      counts.long,
      counts.decided,
      count,
    );
    return voice.map((d) => this.#out.view.slice(d * stride, d * stride + count));
  }

  /** Writes the deltas of a slow or fast descriptor. @param descriptor  6 .. 64 */
  deltasInto(out: Float32Array, { contours, counts }: Descriptors, descriptor: number): void {
    const contour = contours[descriptor];
    this.#reserve(Math.max(contour.length, out.length));
    this.#in.view.set(contour);
    const visible = smoothedCount(descriptor, counts);
    const late = descriptor < FIRST_FAST && counts.long < 3;
    const atStart = late ? counts.long : visible;
    this.#memory.kernels.deltaContour(this.#out.address, this.#in.address, visible, atStart, out.length);
    out.set(this.#out.view.subarray(0, out.length));
  }

  /** Makes room for contours of this many frames. */
  #reserve(frames: number): void {
    if (frames <= this.#stride) return;
    this.#stride = Math.max(FIRST_ROOM, 2 ** Math.ceil(Math.log2(frames)));
    this.#in = this.#memory.floats(VOICE_COUNT * this.#stride);
    this.#out = this.#memory.floats(VOICE_COUNT * this.#stride);
  }
}
