/**
 * What an open network says of labelled rows.
 */

import { mostProbableClasses } from "../../engine/predict.ts";
import type { Classification } from "../../evaluation/classification.ts";
import { fitTable } from "../../network/fit-table.ts";
import type { OpenNetwork } from "../../node/open-network.ts";
import type { FeatureTable } from "../../table/feature-table.ts";

/**
 * The answers beside the labels, in the network's order of classes.
 *
 * @param rows  Its columns may be more than the network's, and in another order. [N × F]
 * @throws UserError if the rows lack a feature of the network, or have a class that it does not know.
 */
export async function classifyRows(network: OpenNetwork, rows: FeatureTable): Promise<Classification> {
  const { classes, labels, speakers, values } = fitTable(network, rows, network.name);
  const probabilities = await network.predict(values);
  return { classes, labels, predicted: mostProbableClasses(probabilities, classes.length), speakers, probabilities };
}
