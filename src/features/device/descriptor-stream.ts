/**
 * The 65 descriptors of a stream of samples, hop by hop, as a board computes them while it hears.
 *
 *   every 160 samples: one short frame once 320 have been heard, one long frame once 960 have; the voice descriptors of a
 *   frame when its pitch is decided, up to 30 frames later
 *
 * Samples are kept as long as a frame or the periods of an undecided frame need them: at most 6700.
 */

import { DESCRIPTOR_COUNT, type Stages } from "../compare2016/descriptors.ts";
import type { DeviceMemory, FloatRegion, Region } from "./device-memory.ts";
import { HOP_LENGTH, LONG_FRAME_LENGTH, LongFrames, type VoiceListener } from "./long-frames.ts";
import { SHORT_FRAME_LENGTH, ShortFrames } from "./short-frames.ts";
import { tablesIn } from "./tables.ts";

/** Room for samples; when it is full, those that are still needed move to its front. */
const CAPACITY = 32_768;

/** Where descriptors go as they become known. */
export interface DescriptorListeners {
  /** All but voice and zero crossings of a short frame. @param row  [65] */
  readonly onShort: (frame: number, row: Float32Array) => void;
  readonly onLong: (frame: number, zeroCrossingRate: number) => void;
  readonly onVoice: VoiceListener;
}

/** Takes samples, gives descriptors. */
export class DescriptorStream {
  readonly #listeners: DescriptorListeners;
  readonly #row: FloatRegion;
  readonly #pcm: Region<Int16Array<ArrayBuffer>>;
  readonly #short: ShortFrames;
  readonly #long: LongFrames;
  /** Number of the first sample in the buffer, and how many there are. */
  #first = 0;
  #kept = 0;
  #shortFrames = 0;
  #longFrames = 0;

  constructor(memory: DeviceMemory, stages: Stages, listeners: DescriptorListeners) {
    const tables = tablesIn(memory);
    this.#listeners = listeners;
    this.#row = memory.floats(DESCRIPTOR_COUNT);
    this.#pcm = memory.shorts(CAPACITY);
    this.#short = new ShortFrames(memory, tables, stages, this.#row);
    this.#long = new LongFrames(memory, tables, stages, listeners.onVoice);
  }

  /** Frames whose pitch is decided. */
  get decided(): number {
    return this.#long.decided;
  }

  /** Begins a recording. */
  start(): void {
    this.#first = 0;
    this.#kept = 0;
    this.#shortFrames = 0;
    this.#longFrames = 0;
    this.#short.start();
    this.#long.start();
  }

  /** Takes the next samples, any number of them. */
  feed(pcm: Int16Array): void {
    for (let n = 0; n < pcm.length; ) {
      if (this.#kept === CAPACITY) this.#forget();
      const part = pcm.subarray(n, n + CAPACITY - this.#kept);
      this.#pcm.view.set(part, this.#kept);
      this.#kept += part.length;
      n += part.length;
      this.#takeFrames();
    }
  }

  /** Tells the voice descriptors that are still undecided, at the end of the recording. */
  finish(): void {
    this.#long.finish(this.#sampleAt);
  }

  readonly #sampleAt = (sample: number): number =>
    this.#pcm.address + Int16Array.BYTES_PER_ELEMENT * (sample - this.#first);

  /** Describes the frames that are complete, the earlier one first. */
  #takeFrames(): void {
    const heard = this.#first + this.#kept;
    for (;;) {
      const shortEnd = HOP_LENGTH * this.#shortFrames + SHORT_FRAME_LENGTH;
      const longEnd = HOP_LENGTH * this.#longFrames + LONG_FRAME_LENGTH;
      if (shortEnd <= heard && shortEnd <= longEnd) this.#takeShort();
      else if (longEnd <= heard) this.#takeLong();
      else return;
    }
  }

  #takeShort(): void {
    this.#short.take(this.#sampleAt(HOP_LENGTH * this.#shortFrames));
    this.#listeners.onShort(this.#shortFrames++, this.#row.view);
  }

  #takeLong(): void {
    const rate = this.#long.take(this.#sampleAt);
    this.#listeners.onLong(this.#longFrames++, rate);
  }

  /** Moves the samples that are still needed to the front of the buffer. */
  #forget(): void {
    const oldest = Math.min(HOP_LENGTH * this.#shortFrames, this.#long.oldestSample);
    this.#pcm.view.copyWithin(0, oldest - this.#first, this.#kept);
    this.#kept -= oldest - this.#first;
    this.#first = oldest;
  }
}
