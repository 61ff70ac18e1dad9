/**
 * Descriptors of the short frames: energy, bands of the ear, shape of the spectrum. Which kernel when.
 *
 *   samples → energy
 *   samples → windowed → powers → logarithms of bands → loudness, RASTA, cepstrum
 *                               → shape
 *
 * Only the RASTA filter and the flux know frames before. A firmware does the same frame by frame (src/export/c).
 */

import { FIRST_FAST, type Stages, VOICE_COUNT } from "../compare2016/descriptors.ts";
import { BAND_COUNT } from "../compare2016/mel.ts";
import { SPECTRAL_NAMES, type SpectralSelection } from "../compare2016/spectral.ts";
import type { DeviceMemory, FloatRegion } from "./device-memory.ts";
import { ENERGY_BANDS, type TableAddresses } from "./tables.ts";

export const SHORT_FRAME_LENGTH = 320;
const TRANSFORM_LENGTH = 512;
const HALF = TRANSFORM_LENGTH / 2;
const BIN_HZ = 31.25;
/** Frames before the recursion of the RASTA filter counts. */
const RASTA_START_UP = 5;

/** Places among the 65 descriptors. */
const LOUDNESS = VOICE_COUNT;
const RASTA_MEAN = LOUDNESS + 1;
const ENERGY = LOUDNESS + 2;
const RASTA = FIRST_FAST;
const SPECTRAL = RASTA + BAND_COUNT;
const CEPSTRUM = SPECTRAL + SPECTRAL_NAMES.length;
const ROLL_OFFS = SPECTRAL + 2;
const FLUX = SPECTRAL + 6;
const CENTROID = SPECTRAL + 7;
const ENTROPY = SPECTRAL + 8;
const MOMENTS = SPECTRAL + 9;
const SLOPE = SPECTRAL + 12;
const SHARPNESS = SPECTRAL + 13;
const HARMONICITY = SPECTRAL + 14;

/** Computes the descriptors of one short frame after the other. */
export class ShortFrames {
  readonly #memory: DeviceMemory;
  readonly #tables: TableAddresses;
  readonly #stages: Stages;
  readonly #row: FloatRegion;
  readonly #frame: number;
  readonly #power: number;
  readonly #logs: number;
  readonly #folded: number;
  readonly #sums: FloatRegion;
  /** State of the RASTA filter. [26 × 4] */
  readonly #rasta: FloatRegion;
  /** Magnitudes of the frame before. [257] */
  readonly #before: number;
  #taken = 0;

  /** @param row  The 65 descriptors, of which those of the stages are written. */
  constructor(memory: DeviceMemory, tables: TableAddresses, stages: Stages, row: FloatRegion) {
    this.#memory = memory;
    this.#tables = tables;
    this.#stages = stages;
    this.#row = row;
    this.#frame = memory.floats(TRANSFORM_LENGTH).address;
    this.#power = memory.floats(HALF + 1).address;
    this.#logs = memory.floats(BAND_COUNT).address;
    this.#folded = memory.floats(BAND_COUNT).address;
    this.#sums = memory.floats(2);
    this.#rasta = memory.floats(4 * BAND_COUNT);
    this.#before = memory.floats(HALF + 1).address;
  }

  /** Forgets all frames. */
  start(): void {
    this.#taken = 0;
    this.#rasta.view.fill(0);
  }

  /** Describes the next frame. @param pcm  Address of its samples. [320] */
  take(pcm: number): void {
    const { kernels } = this.#memory;
    const { energy, loudness, rasta, mfcc, spectral } = this.#stages;
    if (energy) this.#row.view[ENERGY] = kernels.rmsOf(pcm, SHORT_FRAME_LENGTH);
    const bands = loudness || rasta || mfcc;
    if (bands || spectral !== undefined) this.#transform(pcm);
    if (bands) this.#describeBands();
    if (spectral !== undefined) this.#describeShape(spectral);
    this.#taken++;
  }

  #transform(pcm: number): void {
    const { kernels } = this.#memory;
    const { shortWindow, shortFactors, shortOrder, shortTurns } = this.#tables;
    kernels.windowFrame(this.#frame, pcm, shortWindow, SHORT_FRAME_LENGTH, TRANSFORM_LENGTH);
    kernels.transformPairs(this.#frame, shortFactors, HALF);
    kernels.powersOf(this.#power, this.#frame, shortOrder, shortTurns, HALF);
  }

  #describeBands(): void {
    const { kernels } = this.#memory;
    const { melWeights, melEnds, logLoudness, cosines } = this.#tables;
    const { loudness, rasta, mfcc } = this.#stages;
    const logs = this.#logs;
    const row = this.#row.view;
    kernels.logBandsOf(logs, this.#power, melWeights, melEnds);
    if (loudness) row[LOUDNESS] = kernels.loudnessOf(logs, logLoudness);
    if (rasta) {
      const started = this.#taken >= RASTA_START_UP;
      row[RASTA_MEAN] = kernels.rastaOf(this.#place(RASTA), logs, this.#rasta.address, logLoudness, started);
    }
    if (mfcc) kernels.cepstrumOf(this.#place(CEPSTRUM), logs, this.#folded, cosines);
  }

  #describeShape(wanted: SpectralSelection): void {
    const { kernels } = this.#memory;
    const row = this.#row.view;
    const power = this.#power;
    kernels.powerSums(this.#sums.address, power);
    const [total, weighted] = this.#sums.view;
    ENERGY_BANDS.forEach(({ lowBin, highBin, lowWeight, highWeight }, band) => {
      row[SPECTRAL + band] = kernels.bandEnergyOf(power, lowBin, highBin, lowWeight, highWeight);
    });
    const centroid = kernels.centroidOf(total, weighted);
    row[CENTROID] = centroid * BIN_HZ;
    row[SLOPE] = kernels.slopeOf(total, weighted);
    if (wanted.rollOffs) kernels.rollOffsOf(this.#place(ROLL_OFFS), power, total);
    if (wanted.flux) {
      const change = kernels.fluxOf(power, this.#before);
      row[FLUX] = this.#taken === 0 ? 0 : change;
    }
    if (wanted.entropy) row[ENTROPY] = kernels.entropyOf(power, this.#tables.logarithms, total);
    if (wanted.moments) kernels.momentsOf(this.#place(MOMENTS), power, total, centroid);
    if (wanted.sharpness) row[SHARPNESS] = kernels.sharpnessOf(power, this.#tables.sharpness, total);
    if (wanted.harmonicity) row[HARMONICITY] = kernels.harmonicityOf(power);
  }

  #place(descriptor: number): number {
    return this.#row.address + Float32Array.BYTES_PER_ELEMENT * descriptor;
  }
}
