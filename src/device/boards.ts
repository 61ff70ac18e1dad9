/**
 * What boards spend per cycle: measured by others, published, each with its source. The regulator matters more than the code:
 * one chip with and without a switching regulator differs by a factor of two.
 *
 * Only cores with a floating-point unit that runs Thumb: instruction counts of stage-prices.ts hold for no others.
 *
 * Source  MLCommons, MLPerf Tiny inference results, energy of keyword spotting over its time and clock; Nordic Semiconductor's
 *         product specifications, current of the processor at its clock.
 */

/** Limits between which a number lies. */
export interface Band {
  readonly low: number;
  readonly high: number;
}

/** A band without width. */
export function band(value: number): Band {
  return { low: value, high: value };
}

/** A board with its regulator, as a row of a table that users may replace. */
export interface Board {
  readonly name: string;
  readonly core: string;
  readonly regulator: string;
  readonly clockMegahertz: number;
  /** Of the processor while it works, memory and regulator included. */
  readonly nanojoulesPerCycle: Band;
  readonly cyclesPerInstruction: Band;
  readonly source: string;
}

/** Float code on cores that issue one instruction at a time, with flash that keeps up; from experience, not measured here. */
const SINGLE_ISSUE: Band = { low: 1.2, high: 1.8 };
/** Cortex-M7 issues two. */
const DUAL_ISSUE: Band = { low: 0.7, high: 1.2 };

/** The boards that are known. */
export const BOARDS: readonly Board[] = [
  {
    name: "nRF52840",
    core: "Cortex-M4F",
    regulator: "DC/DC, 3 V",
    clockMegahertz: 64,
    nanojoulesPerCycle: { low: 0.155, high: 0.155 },
    cyclesPerInstruction: SINGLE_ISSUE,
    source: "3.3 mA from flash: Nordic's product specification, CoreMark with radio at 8.1 mA less 4.8 mA of the radio",
  },
  {
    name: "NUCLEO-L4R5ZI",
    core: "Cortex-M4F",
    regulator: "external switching regulator, 3 V",
    clockMegahertz: 120,
    nanojoulesPerCycle: { low: 0.275, high: 0.28 },
    cyclesPerInstruction: SINGLE_ISSUE,
    source: "MLPerf Tiny v1.3, keyword spotting, measured",
  },
  {
    name: "NUCLEO-L4R5ZI, linear regulator",
    core: "Cortex-M4F",
    regulator: "linear",
    clockMegahertz: 120,
    nanojoulesPerCycle: { low: 0.63, high: 0.63 },
    cyclesPerInstruction: SINGLE_ISSUE,
    source: "MLPerf Tiny v1.1 (Krai), keyword spotting, measured",
  },
  {
    name: "NUCLEO-U575ZI",
    core: "Cortex-M33",
    regulator: "switching, 1.8 V",
    clockMegahertz: 160,
    nanojoulesPerCycle: { low: 0.144, high: 0.151 },
    cyclesPerInstruction: SINGLE_ISSUE,
    source: "MLPerf Tiny v1.3, keyword spotting, measured",
  },
  {
    name: "NUCLEO-U385RG",
    core: "Cortex-M33",
    regulator: "switching, 1.8 V",
    clockMegahertz: 96,
    nanojoulesPerCycle: { low: 0.053, high: 0.061 },
    cyclesPerInstruction: SINGLE_ISSUE,
    source: "MLPerf Tiny v1.3, keyword spotting, measured",
  },
  {
    name: "nRF54L15",
    core: "Cortex-M33",
    regulator: "DC/DC, 3 V",
    clockMegahertz: 128,
    nanojoulesPerCycle: { low: 0.061, high: 0.061 },
    cyclesPerInstruction: SINGLE_ISSUE,
    source: "2.6 mA, CoreMark from non-volatile memory: Nordic's product specification",
  },
  {
    name: "NUCLEO-H7A3ZI-Q",
    core: "Cortex-M7",
    regulator: "switching, 3 V",
    clockMegahertz: 280,
    nanojoulesPerCycle: { low: 0.43, high: 0.51 },
    cyclesPerInstruction: DUAL_ISSUE,
    source: "MLPerf Tiny v1.2, keyword spotting, measured by two submitters",
  },
];

/** A digital microphone while it listens. */
export const MICROPHONE = {
  milliwatts: { low: 0.5, high: 1.5 },
  source: "usual values of digital MEMS microphones, about 1 mW; from experience, see the data sheet of yours",
} as const;
