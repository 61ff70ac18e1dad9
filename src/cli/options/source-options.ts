/**
 * Where a command's data come from, and which options belong to which source: given with another one, they are refused
 * and not ignored.
 */

import type { Command } from "commander";
import { UserError } from "../../core/errors.ts";
import { isGiven } from "./method-options.ts";

/** Feature tables, a folder of recordings, or, where nothing is named, synthetic speech. */
export type DataSource = "features" | "corpus" | "synthetic";

/** Sources that use an option, by its name in the flags; options that are not listed belong to all. */
export const SOURCE_OPTIONS: Readonly<Record<string, readonly DataSource[]>> = {
  features: ["features"],
  corpus: ["corpus"],
  labels: ["features", "corpus"],
  nameColumn: ["features", "corpus"],
  labelColumn: ["features", "corpus"],
  speakerColumn: ["features", "corpus"],
  partitionColumn: ["features", "corpus"],
  numberRows: ["features"],
  only: ["features", "corpus", "synthetic"],
  dropColumns: ["features", "corpus", "synthetic"],
  cache: ["corpus", "synthetic"],
  profile: ["corpus", "synthetic"],
  speakers: ["synthetic"],
  recordings: ["synthetic"],
};

const SOURCE_NAMES: Readonly<Record<DataSource, string>> = {
  features: "--features",
  corpus: "--corpus",
  synthetic: "synthetic speech",
};

/** The source that the command line names. @throws UserError if it names two. */
export function dataSource(command: Command): DataSource {
  const [features, corpus] = [isGiven(command, "features"), isGiven(command, "corpus")];
  if (features && corpus) throw new UserError("--features and --corpus: only one of them can be named");
  if (features) return "features";
  return corpus ? "corpus" : "synthetic";
}

/** @throws UserError if an option was given that the source of the data does not use. */
export function refuseOptionsOfOtherSources(command: Command): void {
  const source = dataSource(command);
  for (const option of command.options) {
    const name = option.attributeName();
    const sources = SOURCE_OPTIONS[name];
    if (sources === undefined || sources.includes(source) || !isGiven(command, name)) continue;
    const here = source === "synthetic" ? "without --features or --corpus" : `with ${SOURCE_NAMES[source]}`;
    throw new UserError(
      `${option.long}: does nothing ${here}; it belongs to ${sources.map((own) => SOURCE_NAMES[own]).join(" and ")}`,
    );
  }
}
