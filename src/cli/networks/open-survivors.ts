/**
 * A network file as its survivors, with what is needed to write what is made of it.
 */

import { createHash } from "node:crypto";
import type { JsonRecord } from "../../formats/json.ts";
import { type NetworkFile, readNetworkFile } from "../../formats/network-files.ts";
import type { Network } from "../../network/network.ts";
import { type SparseNetwork, survivorsOf } from "../../network/sparse-network.ts";
import { readWholeFile } from "../../node/read-file.ts";
import { quantizedSurvivors } from "../../quantization/quantized-survivors.ts";

/** A network of survivors read from its file, ready to be pruned or quantised further. */
export interface OpenSurvivors {
  readonly path: string;
  readonly network: SparseNetwork;
  /** The network as it stands in the file, where it can still be trained. */
  readonly original: Network | undefined;
  readonly provenance: JsonRecord;
  /** Hash of the file: "sha256:…". */
  readonly madeFrom: string;
}

/** The survivors in a network file. @throws UserError for another kind of file. */
export function openSurvivors(path: string): OpenSurvivors {
  const bytes = readWholeFile(path);
  const file = readNetworkFile(bytes, path);
  const madeFrom = `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
  const { provenance } = file;
  return { path, ...survivorsIn(file), provenance, madeFrom };
}

function survivorsIn(file: NetworkFile): Pick<OpenSurvivors, "network" | "original"> {
  if (file.holds === "trained") return { network: survivorsOf(file.network), original: file.network };
  if (file.holds === "survivors") return { network: file.network, original: undefined };
  return { network: quantizedSurvivors(file.network), original: undefined };
}
