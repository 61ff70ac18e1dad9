/**
 * What the network of a file costs on a microcontroller, and what energy a verdict takes.
 */

import { BOARDS, band } from "../../device/boards.ts";
import { type BoardEnergy, boardEnergy } from "../../device/energy.ts";
import { featurePlace } from "../../device/extraction-plan.ts";
import { inspectedNetworkSize } from "../../device/network-size.ts";
import { type DevicePrice, priceOf } from "../../device/price.ts";
import type { Inspection } from "../../formats/inspect.ts";
import { boardsIn } from "../files/boards-file.ts";
import type { DeviceFlags } from "../options/device-options.ts";

/** What a microcontroller would spend on a network. */
export interface DeviceCost {
  /** Null where a feature is none that a device computes. */
  readonly price: DevicePrice | null;
  /** Of each board; empty without a price. */
  readonly energy: readonly BoardEnergy[];
}

/** @throws UserError if the table of boards cannot be read. */
export function deviceCost(inspection: Inspection, { window, boards, cyclesPerInstruction }: DeviceFlags): DeviceCost {
  const known = boards === undefined ? BOARDS : boardsIn(boards);
  if (!inspection.features.every((name) => featurePlace(name))) return { price: null, energy: [] };
  const price = priceOf(inspection.features, inspectedNetworkSize(inspection), window);
  const measured = cyclesPerInstruction === undefined ? undefined : band(cyclesPerInstruction);
  return { price, energy: known.map((board) => boardEnergy(price, board, measured)) };
}
