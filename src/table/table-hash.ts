/**
 * The hash of a table: two tables with the same one teach the same.
 */

import { sha256 } from "../core/fingerprint.ts";
import { mentioned } from "../features/feature-profile.ts";
import type { FeatureTable } from "./feature-table.ts";

/** SHA-256 of features, classes, values and labels, hexadecimal; what recordings and speakers are called does not count. */
export async function tableHash({ features, classes, values, labels, profile }: FeatureTable): Promise<string> {
  const names = JSON.stringify([features, classes, ...Object.values(mentioned(profile))]);
  return sha256([await sha256(names), await sha256(values), await sha256(labels)].join("\n"));
}
