/**
 * A network with int8 activations, calibrated on the training recordings of a table, and how far its answers are from those of
 * the network before.
 */

import { UserError } from "../../core/errors.ts";
import type { Finding } from "../../core/finding.ts";
import { countText, percentText, shareText } from "../../core/number-text.ts";
import { mostProbableClasses } from "../../engine/predict.ts";
import { assertSameProfile } from "../../features/feature-profile.ts";
import type { Network } from "../../network/network.ts";
import { quantizeActivations } from "../../quantization/calibrate-activations.ts";
import { predictQuantized } from "../../quantization/hybrid-forward.ts";
import { mergedNetwork } from "../../quantization/merged-network.ts";
import type { QuantizedNetwork } from "../../quantization/quantized-network.ts";
import { rowsOfPartition, selectRows } from "../../table/rows.ts";
import { selectFeatures } from "../../table/select-features.ts";
import { openCheckedTable, type TableFlags } from "../data/table-input.ts";
import type { Progress } from "../terminal/progress.ts";

/** What rounding changed, on the recordings that the grids were fitted to. */
interface IntegerAgreement {
  readonly recordings: number;
  /** Share of recordings with the same most probable class. */
  readonly sameAnswers: number;
  readonly largestDifference: number;
}

/** An int8 network whose activations are int8 too, and how far its answers agree with the original's. */
export interface IntegerQuantization {
  readonly quantized: QuantizedNetwork;
  readonly findings: readonly Finding[];
  readonly agreement: IntegerAgreement;
}

/** @throws UserError if the table lacks a feature or is of the other profile, or has no training recording. */
export async function quantizeToIntegers(
  network: Network,
  path: string,
  flags: TableFlags,
  progress: Progress,
): Promise<IntegerQuantization> {
  const { table, findings } = await openCheckedTable(flags, progress);
  assertSameProfile(network, table, path);
  const { values, ids } = selectFeatures(selectRows(table, rowsOfPartition(table, "train")), network.features, path);
  if (ids.length === 0) throw new UserError("quantize: the train partition is empty; there is nothing to calibrate on");
  progress.start("calibrating", 2);
  const quantized = quantizeActivations(network, values);
  await progress.step(1);
  const before = predictQuantized(mergedNetwork(network), values);
  const agreement = agreementOf(before, predictQuantized(quantized, values), network.classes.length);
  progress.done(`${ids.length} training recordings`);
  return { quantized, findings, agreement };
}

function agreementOf(before: Float32Array, after: Float32Array, classes: number): IntegerAgreement {
  const answers = mostProbableClasses(after, classes);
  const same = mostProbableClasses(before, classes).filter((answer, row) => answer === answers[row]).length;
  return {
    recordings: answers.length,
    sameAnswers: same / answers.length,
    largestDifference: before.reduce((most, value, i) => Math.max(most, Math.abs(value - after[i])), 0),
  };
}

/** The agreement in words. */
export function agreementText({ recordings, sameAnswers, largestDifference }: IntegerAgreement): string {
  return (
    `${percentText(sameAnswers)} of ${countText(recordings)} training recordings get the answer of the network before; ` +
    `probabilities differ by ${shareText(largestDifference)} at most`
  );
}
