/**
 * Energy of a verdict: an estimate as a band, of factors that are all named.
 *
 *   on a board     E = instructions · cycles per instruction · energy per cycle + microphone · time
 *   on a desktop   E = bytes of weights · energy per byte of the memory that holds them + operations · energy of one
 *
 * Of the board, sleep between frames is left out (some µW), and so is sending the answer. Of the desktop it is the network alone,
 * at the memory and the arithmetic: no features, no processor around it, which takes ten times as much and more.
 *
 * Source  M. Horowitz 2014, "Computing's energy problem (and what we can do about it)", ISSCC, figure 1.1.9: 45 nm, 0.9 V.
 */

import { type Band, type Board, band, MICROPHONE } from "./boards.ts";
import type { DevicePrice } from "./price.ts";

/** Energy of one verdict on a board, in millijoules. */
export interface BoardEnergy {
  readonly board: string;
  readonly regulator: string;
  /** Instructions from the first sample to the verdict. */
  readonly instructions: number;
  readonly cyclesPerInstruction: Band;
  readonly nanojoulesPerCycle: Band;
  readonly coreMillijoules: Band;
  readonly microphoneMillijoules: Band;
  readonly totalMillijoules: Band;
  /** Share of the time in which the core works, 1 where it just keeps up. */
  readonly busyShare: Band;
  readonly source: string;
}

/**
 * Energy of one verdict with all the sound for it.
 *
 * @param cyclesPerInstruction  Measured on the board, where somebody has; else the board's band.
 */
export function boardEnergy(
  { instructionsPerSecond, seconds }: Pick<DevicePrice, "instructionsPerSecond" | "seconds">,
  { name, regulator, clockMegahertz, nanojoulesPerCycle, source, ...board }: Board,
  cyclesPerInstruction: Band = board.cyclesPerInstruction,
): BoardEnergy {
  const instructions = instructionsPerSecond * seconds;
  const coreMillijoules = scaled(product(cyclesPerInstruction, nanojoulesPerCycle), instructions * 1e-6);
  const microphoneMillijoules = scaled(MICROPHONE.milliwatts, seconds);
  return {
    board: name,
    regulator,
    instructions,
    cyclesPerInstruction,
    nanojoulesPerCycle,
    coreMillijoules,
    microphoneMillijoules,
    totalMillijoules: sum(coreMillijoules, microphoneMillijoules),
    busyShare: scaled(cyclesPerInstruction, instructionsPerSecond / (clockMegahertz * 1e6)),
    source,
  };
}

/** Memories of a desktop by what they hold, with the energy of reading a byte of it; from caches to DRAM. */
const MEMORIES: readonly { readonly bytes: number; readonly picojoulesPerByte: Band }[] = [
  { bytes: 8 * 2 ** 10, picojoulesPerByte: band(10 / 8) },
  { bytes: 32 * 2 ** 10, picojoulesPerByte: band(20 / 8) },
  { bytes: 2 ** 20, picojoulesPerByte: band(100 / 8) },
  { bytes: Infinity, picojoulesPerByte: { low: 1300 / 8, high: 2600 / 8 } },
];

/** Of one multiplication and one addition. */
const PICOJOULES_PER_PRODUCT = { float32: 3.7 + 0.9, int8: 0.2 + 0.1 } as const;

/** A network as a processor reads it. */
export interface MovedNetwork {
  /** Weights as they are read, each once. */
  readonly bytes: number;
  /** Multiplications with additions. */
  readonly products: number;
  readonly arithmetic: keyof typeof PICOJOULES_PER_PRODUCT;
}

/** Energy of one answer of a network by the bytes that it moves, in microjoules. */
export function networkMicrojoules({ bytes, products, arithmetic }: MovedNetwork): Band {
  const memory = MEMORIES.find((held) => bytes <= held.bytes)?.picojoulesPerByte ?? band(0);
  const operations = products * PICOJOULES_PER_PRODUCT[arithmetic];
  return scaled(sum(scaled(memory, bytes), band(operations)), 1e-6);
}

function scaled({ low, high }: Band, factor: number): Band {
  return { low: low * factor, high: high * factor };
}

function product(a: Band, b: Band): Band {
  return { low: a.low * b.low, high: a.high * b.high };
}

function sum(a: Band, b: Band): Band {
  return { low: a.low + b.low, high: a.high + b.high };
}
