/**
 * What a network costs on a microcontroller, for a terminal.
 */

import { bandText, bytesText, counted, countText, millionsText } from "../../core/number-text.ts";
import { stageText } from "../../device/budget.ts";
import type { BoardEnergy } from "../../device/energy.ts";
import type { DevicePrice, PricedStage } from "../../device/price.ts";
import type { DeviceCost } from "../networks/device-cost.ts";
import { columnsText } from "./table-text.ts";

/** The price stage by stage, and the energy of a verdict on each board; nothing where there is no price. */
export function costTexts({ price, energy }: DeviceCost): string[] {
  return price ? [priceText(price), energyText(price, energy)] : [];
}

/** One line with the totals, then the stages. */
function priceText(price: DevicePrice): string {
  const { stages, instructionsPerSecond, instructionsAfterLastSample, ramBytes, flashBytes } = price;
  return [
    `On a Cortex-M4F, estimated from the prices of its stages, a verdict every ${counted(price.seconds, "second")}: ` +
      `${millionsText(instructionsPerSecond)} instructions per second of sound, ` +
      `${millionsText(instructionsAfterLastSample)} of them per verdict after its last sample; ` +
      `RAM ${bytesText(ramBytes)}, ${price.mode === "stream" ? "no contour is kept" : "contours are kept"}; flash ${bytesText(flashBytes)}`,
    columnsText(
      ["stage", "contours", "instructions/s", "after last sample", "RAM", "flash", "known by"],
      stages.map(stageRow),
    ),
  ].join("\n");
}

function stageRow(stage: PricedStage): string[] {
  const { contours, instructionsPerSecond, instructionsAfterLastSample, ramBytes, flashBytes, source } = stage;
  const given = (count: number) => (count === 0 ? "" : countText(Math.round(count)));
  return [
    stageText(stage.stage),
    contours === undefined ? "" : countText(contours),
    given(instructionsPerSecond),
    given(instructionsAfterLastSample),
    given(ramBytes),
    given(flashBytes),
    source,
  ];
}

function energyText({ seconds }: DevicePrice, energy: readonly BoardEnergy[]): string {
  return [
    `Energy of a verdict on ${counted(seconds, "second")} of sound: an estimate, not measured (docs/energy.md)`,
    columnsText(
      ["board", "regulator", "core busy [%]", "core [mJ]", "microphone [mJ]", "together [mJ]"],
      energy.map(boardRow),
    ),
  ].join("\n");
}

function boardRow(energy: BoardEnergy): string[] {
  const { low, high } = energy.busyShare;
  return [
    energy.board,
    energy.regulator,
    bandText({ low: 100 * low, high: 100 * high }),
    bandText(energy.coreMillijoules),
    bandText(energy.microphoneMillijoules),
    bandText(energy.totalMillijoules),
  ];
}
