/**
 * Another program's network, opened as a model file of ours: its layers, the names that are said or known, its origin.
 */

import { createHash } from "node:crypto";
import { basename } from "node:path";
import { UserError } from "../../core/errors.ts";
import { assertSameProfile, mentioned } from "../../features/feature-profile.ts";
import { type ImportFormat, importFormatOf } from "../../formats/import-formats.ts";
import { networkOfSteps } from "../../formats/imports/imported-network.ts";
import type { ImportedSteps } from "../../formats/imports/imported-steps.ts";
import { layersOfSteps } from "../../formats/imports/layers-of-steps.ts";
import type { ModelFile } from "../../formats/model-file.ts";
import { filesBeside } from "../../node/files-beside.ts";
import { readWholeFile } from "../../node/read-file.ts";
import type { FeatureTable } from "../../table/feature-table.ts";
import { selectFeatures } from "../../table/select-features.ts";
import { openTable, type TableFlags } from "../data/table-input.ts";
import { trainingStatistics } from "../data/training-statistics.ts";
import { VERSION } from "../files/made-with.ts";
import { Progress } from "../terminal/progress.ts";
import { checkedNames, namesIn, numberedNames } from "./imported-names.ts";

/** What a user says of a network that its file does not. */
export interface ImportFlags extends TableFlags {
  /** Path of a list of the features' names. */
  readonly names?: string;
  readonly classes?: string[];
  readonly logits?: true;
  readonly activation?: string;
  readonly layers?: string[];
}

/**
 * The network in a file, with the statistics of its inputs from the tables of --features where there are any.
 *
 * @throws UserError if the file holds no network that is one of ours, or names and tables do not fit it.
 */
export async function openImported(path: string, flags: ImportFlags): Promise<ModelFile> {
  const bytes = readWholeFile(path);
  const format = importFormatOf(bytes, path);
  const imported = readSteps(bytes, path, format, flags);
  const layers = layersOfSteps(imported.steps, path, flags.logits || imported.endsWithLogits);
  const table = flags.features && (await tableOf(flags));
  const inputs = layers.scale.length;
  const known = flags.names ? namesIn(flags.names) : (imported.features ?? table?.features);
  const features = checkedNames(known ?? numberedNames("f", inputs), inputs, path, "features");
  const outputs = layers.layers.at(-1)?.outputs ?? 0;
  const said = flags.classes ?? imported.classes ?? numberedNames("class", outputs);
  const classes = checkedNames(said, outputs, path, "classes");
  const rows = table && trainingStatistics(selectFeatures(table, features, path));
  const hash = createHash("sha256").update(bytes).digest("hex");
  const provenance = {
    coldpress: VERSION,
    imported: { file: basename(path), format: format.name, producer: imported.producer, hash: `sha256:${hash}` },
  };
  if (table && imported.profile) assertSameProfile(imported, table, path);
  const profile = imported.profile ?? table?.profile;
  return { network: { ...mentioned(profile), ...networkOfSteps(layers, features, classes, rows) }, provenance };
}

function readSteps(bytes: Uint8Array, path: string, format: ImportFormat, flags: ImportFlags): ImportedSteps {
  if (!format.needsHints && (flags.layers || flags.activation))
    throw new UserError(`import: ${path} has its layers; --layers and --activation are for files of weights alone`);
  return format.read(bytes, path, { external: filesBeside(path), hints: flags });
}

async function tableOf(flags: TableFlags): Promise<FeatureTable> {
  const progress = new Progress({ quiet: false });
  try {
    return await openTable(flags, progress);
  } finally {
    progress.stop();
  }
}
