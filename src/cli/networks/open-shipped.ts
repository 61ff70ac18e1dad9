/**
 * Any of our network files as a network in its shipped form, with its zeros.
 */

import { createHash } from "node:crypto";
import type { JsonRecord } from "../../formats/json.ts";
import { type NetworkFile, readNetworkFile } from "../../formats/network-files.ts";
import { readWholeFile } from "../../node/read-file.ts";
import { denseCodedNetwork } from "../../quantization/kernel-types.ts";
import { mergedNetwork } from "../../quantization/merged-network.ts";
import type { QuantizedNetwork } from "../../quantization/quantized-network.ts";

/** A quantised network read from its file, ready to be exported. */
export interface OpenShipped {
  readonly network: QuantizedNetwork;
  readonly provenance: JsonRecord;
  /** Hash of the file: "sha256:…". */
  readonly madeFrom: string;
}

/** The network in a file. @throws UserError for another kind of file, or one that is too large with its zeros. */
export function openShipped(path: string): OpenShipped {
  const bytes = readWholeFile(path);
  const file = readNetworkFile(bytes, path);
  const madeFrom = `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
  return { network: shippedForm(file), provenance: file.provenance, madeFrom };
}

function shippedForm(file: NetworkFile): QuantizedNetwork {
  if (file.holds === "trained") return mergedNetwork(file.network);
  return file.holds === "quantized" ? file.network : denseCodedNetwork(file.network);
}
