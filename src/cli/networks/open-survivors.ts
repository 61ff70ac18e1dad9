/**
 * A network file as its survivors, with what is needed to write what is made of it.
 */

import { createHash } from "node:crypto";
import { extname } from "node:path";
import { UserError } from "../../core/errors.ts";
import { decodeContainer } from "../../formats/container/container-file.ts";
import type { JsonRecord } from "../../formats/json.ts";
import { decodeModelFile } from "../../formats/model-file.ts";
import type { Network } from "../../network/network.ts";
import { type SparseNetwork, survivorsOf } from "../../network/sparse-network.ts";
import { readWholeFile } from "../../node/read-file.ts";
import { quantizedSurvivors } from "../../quantization/quantized-survivors.ts";
import { type FeatureTable, selectFeatures, UNKNOWN_LABEL } from "../../table/index.ts";

export interface OpenSurvivors {
  readonly path: string;
  readonly network: SparseNetwork;
  /** The network as it stands in the file, where that is not a container. */
  readonly original: Network | undefined;
  readonly provenance: JsonRecord;
  /** Hash of the file: "sha256:…". */
  readonly madeFrom: string;
}

/** The survivors in a .safetensors or .coldpress file. @throws UserError for another kind of file. */
export function openSurvivors(path: string): OpenSurvivors {
  const bytes = readWholeFile(path);
  const madeFrom = `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
  switch (extname(path)) {
    case ".safetensors": {
      const { network, provenance } = decodeModelFile(bytes, path);
      return { path, network: survivorsOf(network), original: network, provenance, madeFrom };
    }
    case ".coldpress": {
      const { network, provenance } = decodeContainer(bytes, path);
      return { path, network: quantizedSurvivors(network), original: undefined, provenance, madeFrom };
    }
    default:
      throw new UserError(`${path}: unknown type of network; expected is a .safetensors or .coldpress file`);
  }
}

/**
 * Labelled rows as the network reads them: its features, by name.
 *
 * @throws UserError if there are no rows, one has no label, or the table has other classes.
 */
export function labeledTableFor(
  { path, network }: OpenSurvivors,
  table: FeatureTable,
  partition: string,
): FeatureTable {
  if (table.ids.length === 0) throw new UserError(`training: the ${partition} partition is empty`);
  const unknown = table.labels.indexOf(UNKNOWN_LABEL);
  if (unknown >= 0)
    throw new UserError(`training: recording ${table.ids[unknown]} of the ${partition} partition has no label`);
  const { classes } = network;
  if (table.classes.length !== classes.length || table.classes.some((name, c) => name !== classes[c]))
    throw new UserError(
      `${path}: has the classes ${classes.join(", ")}, the table ${table.classes.join(", ")}; they must be the same`,
    );
  return selectFeatures(table, network.features, path);
}
