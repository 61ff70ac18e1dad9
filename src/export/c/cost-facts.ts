/**
 * What an exported network takes on a Cortex-M4F: counted where it can be, else by the prices of its stages.
 */

import { bandText, counted, countText, millionsText } from "../../core/number-text.ts";
import { BOARDS } from "../../device/boards.ts";
import { boardEnergy } from "../../device/energy.ts";
import { networkSizeOf } from "../../device/network-size.ts";
import { DEFAULT_WINDOW_SECONDS, type DevicePrice, networkPrice, priceOf } from "../../device/price.ts";
import type { SparseNetwork } from "../../network/sparse-network.ts";
import type { Fact } from "./facts.ts";

/** The board whose energy the header says: the first of the table. */
const BOARD = BOARDS[0];
/** Prices of code are older than the code. */
const CODE = "6,000 to 24,000 bytes of flash, the more stages the more; not counted, examples/qemu says";
const ESTIMATE = `an estimate, nothing was measured on a board: ${BOARD.name}, ${BOARD.regulator}, ${bandText(BOARD.cyclesPerInstruction)} cycles per instruction`;

/** @param windowSeconds  Null for a stream, which is priced with a verdict every 8 seconds. */
export function soundCostFacts(network: SparseNetwork, windowSeconds: number | null): Fact[] {
  const price = priceOf(network.features, networkSizeOf(network), windowSeconds ?? DEFAULT_WINDOW_SECONDS);
  return [
    { name: "Instructions", text: instructionsText(price) },
    { name: "Code", text: CODE },
    { name: "Energy", text: energyText(price) },
  ];
}

function instructionsText({ seconds, instructionsPerSecond }: DevicePrice): string {
  return (
    `${millionsText(instructionsPerSecond)} per second of sound, a verdict every ${counted(seconds, "second")} included; by the ` +
    "prices of its stages"
  );
}

function energyText(price: DevicePrice): string {
  const { coreMillijoules, microphoneMillijoules } = boardEnergy(price, BOARD);
  return (
    `${bandText(coreMillijoules)} mJ per verdict on ${counted(price.seconds, "second")} of sound, and ` +
    `${bandText(microphoneMillijoules)} mJ of a microphone; ${ESTIMATE}`
  );
}

/** Of a network to which features are given. */
export function networkCostFacts(network: SparseNetwork): Fact[] {
  const { instructionsAfterLastSample: instructions } = networkPrice(networkSizeOf(network));
  const { coreMillijoules } = boardEnergy({ instructionsPerSecond: instructions, seconds: 1 }, BOARD);
  const { low, high } = coreMillijoules;
  const microjoules = { low: 1000 * low, high: 1000 * high };
  return [
    {
      name: "Instructions",
      text: `about ${countText(instructions)} per verdict, priced; those of the features come on top`,
    },
    { name: "Code", text: "600 to 1,400 bytes of flash; not counted, examples/qemu says" },
    { name: "Energy", text: `${bandText(microjoules)} µJ per verdict without its features; ${ESTIMATE}` },
  ];
}
