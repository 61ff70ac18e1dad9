/**
 * A network of the user's as the model of an experiment, and the data as it takes them.
 */

import { createHash } from "node:crypto";
import { basename, extname } from "node:path";
import { UserError } from "../../core/errors.ts";
import type { Partitions } from "../../corpus/partitions.ts";
import type { ExperimentData } from "../../experiment/describe-data.ts";
import type { PlannedModel } from "../../experiment/plan.ts";
import { assertSameProfile } from "../../features/feature-profile.ts";
import { encodeModelFile, type ModelFile } from "../../formats/model-file.ts";
import { MODEL_NAMES } from "../../network/architecture.ts";
import { orderClasses } from "../../network/order-classes.ts";
import { readWholeFile } from "../../node/read-file.ts";
import { selectFeatures } from "../../table/select-features.ts";
import { trainedNetwork } from "../networks/open-trained.ts";

/** A given original with what it is given to. */
export interface GivenModel {
  readonly model: PlannedModel;
  /** Its file, classes in the order of the data. */
  readonly bytes: Uint8Array;
  /** The features that it takes, in its order. */
  readonly data: ExperimentData;
}

/** Names that mean something else in a run's folder, in its list of jobs, or beside the paper's figures. */
const TAKEN: readonly string[] = [...MODEL_NAMES, "jobs", "linear", "gather"];
const LONGEST_NAME = 40;

/** The file of an original that is given. @throws UserError if it holds no trained network. */
export function readGivenModel(path: string): ModelFile {
  return trainedNetwork(readWholeFile(path), path, "reproduce --original");
}

/**
 * @throws UserError if the data lack the network's features, have them in another profile, have other classes, or are the folds
 *         of a cross-validation: a network that is given may have learned from any of them.
 */
export function openGivenModel(path: string, file: ModelFile, data: ExperimentData): GivenModel {
  if (data.folds.length > 1)
    throw new UserError(
      `${path}: is one network, and a cross-validation tests on every recording, those that it has learned from too; name tables with the partitions train, devel and test`,
    );
  const { features } = file.network;
  const taken = (table: Partitions["train"]) => {
    assertSameProfile(file.network, table, path);
    return selectFeatures(table, features, path);
  };
  const folds = data.folds.map((fold) => ({
    ...fold,
    train: taken(fold.train),
    devel: taken(fold.devel),
    test: taken(fold.test),
  }));
  const network = orderClasses(file.network, folds[0]?.train.classes ?? [], path);
  const bytes = new Uint8Array(Buffer.concat(encodeModelFile({ ...file, network })));
  const hash = `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
  const model = { name: nameOf(path), architecture: network.architecture, original: { file: basename(path), hash } };
  const description = { ...data.description, featureCount: features.length };
  return { model, bytes, data: { folds, description } };
}

/** The file's name, as far as it can name a folder. */
function nameOf(path: string): string {
  const stem = basename(path, extname(path)).replace(/[^\w-]+/g, "-");
  const name = stem.slice(0, LONGEST_NAME) || "given";
  return TAKEN.some((taken) => taken.toLowerCase() === name.toLowerCase()) ? `own-${name}` : name;
}
