/**
 * What a network costs on a microcontroller, for a terminal.
 */

import { bytesText, counted, countText, millionsText } from "../../core/number-text.ts";
import { stageText } from "../../device/budget.ts";
import type { DevicePrice, PricedStage } from "../../device/price.ts";
import { columnsText } from "./table-text.ts";

/** One line with the totals, then the stages. */
export function priceText(price: DevicePrice): string {
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
