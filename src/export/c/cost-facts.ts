/**
 * What an exported network takes on a Cortex-M4F: counted where it can be, else by the prices of its stages.
 */

import { bandText, counted, countText, millionsText } from "../../core/number-text.ts";
import { BOARDS } from "../../device/boards.ts";
import { boardEnergy } from "../../device/energy.ts";
import { networkSizeOf } from "../../device/network-size.ts";
import { DEFAULT_WINDOW_SECONDS, type DevicePrice, networkPrice, priceOf } from "../../device/price.ts";
import { NETWORK_PRICES } from "../../device/stage-prices.ts";
import type { SparseNetwork } from "../../network/sparse-network.ts";
import type { Fact } from "./facts.ts";

/** The board whose energy the header says: the first of the table. */
const BOARD = BOARDS[0];
const ESTIMATE = `an estimate, nothing was measured on a board: ${BOARD.name}, ${BOARD.regulator}, ${bandText(BOARD.cyclesPerInstruction)} cycles per instruction`;

/**
 * @param windowSeconds  Null for a stream, which is priced with a verdict every 8 seconds.
 * @param constantBytes  Of the extraction, counted.
 */
export function soundCostFacts(network: SparseNetwork, windowSeconds: number | null, constantBytes: number): Fact[] {
  const seconds = windowSeconds ?? DEFAULT_WINDOW_SECONDS;
  const price = priceOf(network.features, networkSizeOf(network), seconds);
  const codeBytes = priceOf(network.features, null, seconds).flashBytes - constantBytes + NETWORK_PRICES.codeBytes;
  return [
    { name: "Instructions", text: instructionsText(price) },
    { name: "Code", text: codeText(codeBytes) },
    { name: "Energy", text: energyText(price) },
  ];
}

function codeText(bytes: number): string {
  const rounded = countText(1000 * Math.round(bytes / 1000));
  return `about ${rounded} bytes of flash by gcc -O2, by the prices of its stages; examples/qemu counts`;
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
    { name: "Code", text: "700 to 1,600 bytes of flash by gcc -O2; examples/qemu counts" },
    { name: "Energy", text: `${bandText(microjoules)} µJ per verdict without its features; ${ESTIMATE}` },
  ];
}
