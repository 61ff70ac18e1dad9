/**
 * The 65 descriptors of a whole recording in float32, in the form that the reference profile has them.
 */

import { DESCRIPTOR_COUNT, type Descriptors, SLOW_COUNT, stagesFor, VOICE_COUNT } from "../compare2016/descriptors.ts";
import { frameCount, geometryAt } from "../compare2016/geometry.ts";
import { DescriptorStream } from "./descriptor-stream.ts";
import type { DeviceMemory } from "./device-memory.ts";
import { DEVICE_RATE_HZ } from "./tables.ts";

const ZCR = VOICE_COUNT + SLOW_COUNT - 1;
/** Frames that smoothing adds at the end. */
const SPARE_FRAMES = 2;
const GEOMETRY = geometryAt(DEVICE_RATE_HZ);

/** Describes one recording after the other; not two at the same time. */
export class DeviceDescriber {
  readonly #wanted: ReadonlySet<number>;
  readonly #stream: DescriptorStream;
  #contours: readonly Float32Array[] = [];

  /** @param wanted  Indices 0 .. 64 of the descriptors to compute. */
  constructor(memory: DeviceMemory, wanted: ReadonlySet<number>) {
    const stages = stagesFor(wanted);
    const written = [...wanted].filter((d) => d >= VOICE_COUNT && d !== ZCR);
    this.#wanted = wanted;
    this.#stream = new DescriptorStream(memory, stages, {
      onShort: (frame, row) => {
        for (const d of written) this.#contours[d][frame] = row[d];
      },
      onLong: (frame, rate) => {
        if (stages.zeroCrossings) this.#contours[ZCR][frame] = rate;
      },
      onVoice: (frame, f0Hz, voicing, quality) => {
        const [pitch, voiced, ...rest] = this.#contours;
        pitch[frame] = f0Hz;
        voiced[frame] = voicing;
        for (let d = 2; d < VOICE_COUNT; d++) rest[d - 2][frame] = quality[d - 2];
      },
    });
  }

  /** Descriptors of a recording. @returns undefined if it is shorter than one long frame. */
  describe(pcm: Int16Array): Descriptors | undefined {
    const long = frameCount(pcm.length, GEOMETRY.long, GEOMETRY.hopLength);
    const short = frameCount(pcm.length, GEOMETRY.short, GEOMETRY.hopLength);
    if (long === 0) return undefined;
    this.#contours = Array.from(
      { length: DESCRIPTOR_COUNT },
      (_, d) => new Float32Array(this.#wanted.has(d) || d < VOICE_COUNT ? short + SPARE_FRAMES : 0),
    );
    this.#stream.start();
    this.#stream.feed(pcm);
    const { decided } = this.#stream;
    this.#stream.finish();
    return { contours: this.#contours, counts: { long, short, decided } };
  }
}
