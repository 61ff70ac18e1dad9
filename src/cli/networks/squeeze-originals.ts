/**
 * The originals that a squeeze makes smaller: the network of a file, and in cross-validation one for each fold, which must not
 * have seen that fold.
 */

import { basename } from "node:path";
import type { ArtifactStore } from "../../core/artifact-store.ts";
import { UserError } from "../../core/errors.ts";
import { sha256 } from "../../core/fingerprint.ts";
import { Random } from "../../core/random.ts";
import { labeledObserver, type RunObserver } from "../../core/run-observer.ts";
import type { Engine } from "../../engine/engine.ts";
import type { JsonRecord } from "../../formats/json.ts";
import { encodeModelFile } from "../../formats/model-file.ts";
import { zipSizeBytes } from "../../formats/zip.ts";
import { fitLabeledTable } from "../../network/fit-table.ts";
import type { Network } from "../../network/network.ts";
import { readWholeFile } from "../../node/read-file.ts";
import { trainNetwork } from "../../runs/train-network.ts";
import type { OriginalFile } from "../../squeeze/squeeze.ts";
import type { SqueezeProcedure, TrainedOriginal } from "../../squeeze/squeeze-folds.ts";
import type { FeatureTable } from "../../table/feature-table.ts";
import type { TrainingData } from "../../training/train.ts";
import { VERSION } from "../files/made-with.ts";
import { checkpointClock } from "../options/training-options.ts";
import { trainedNetwork } from "./open-trained.ts";

/** Least time between two checkpoints of an original that a fold trains. */
const CHECKPOINT_SECONDS = 60;

/** The original of a file, with all that is known of that file. */
export interface OpenOriginal extends TrainedOriginal {
  readonly originalFile: OriginalFile;
  /** What the file says of how it was made. */
  readonly provenance: JsonRecord;
}

/** The network of a file. @throws UserError if the file cannot be read, or holds no trained network. */
export async function openOriginal(path: string): Promise<OpenOriginal> {
  const bytes = readWholeFile(path);
  const { network, provenance } = trainedNetwork(bytes, path, "squeeze");
  const zipBytes = await zipSizeBytes("original.safetensors", encodeModelFile({ network, provenance: {} }));
  const originalFile = { file: basename(path), madeFrom: `sha256:${await sha256(bytes)}`, zipBytes };
  return { network, originalFile, provenance };
}

/** Where the originals of the folds are trained, kept, and told of. */
export interface OriginalTools {
  readonly denseEngine: Engine;
  readonly store: ArtifactStore;
  readonly observer: RunObserver;
}

/**
 * How an original is had for each fold: one of the given network's shape is trained; for the network that is kept it is
 * the given one.
 *
 * @param seed  Of the whole squeeze; each fold has its own chance from it.
 */
export function originalOfFold(given: OpenOriginal, seed: number, tools: OriginalTools): SqueezeProcedure["original"] {
  return async (data, fold) => (fold === "whole" ? given : trainedLike(given.network, data, { fold, seed }, tools));
}

/** Trained with the defaults of `coldpress train`, and kept as fold-<number>/original.safetensors, counted from 1. */
async function trainedLike(
  given: Network,
  { train, devel }: TrainingData,
  { fold, seed }: { readonly fold: number; readonly seed: number },
  { store, observer, denseEngine: engine }: OriginalTools,
): Promise<TrainedOriginal> {
  const file = `fold-${fold + 1}/original.safetensors`;
  const fitted = (table: FeatureTable, name: string) => fitLabeledTable(given, table, "the given network", name);
  const { network } = await trainNetwork(
    { train: fitted(train, "train"), devel: fitted(devel, "devel") },
    // The stream has the name that folds had once: another one would be another network.
    { hidden: given.architecture.hidden, seed: new Random(seed).fork(`round ${fold + 1}`).seed },
    {
      engine,
      store,
      observer: labeledObserver(observer, `fold ${fold + 1}`),
      name: file,
      checkpointDue: checkpointClock({ checkpointSeconds: CHECKPOINT_SECONDS }),
      version: VERSION,
    },
  );
  const bytes = await store.read(file);
  if (!bytes) throw new UserError(`${file}: was there a moment ago and is gone; run the search again`);
  return { network, originalFile: { file, madeFrom: `sha256:${await sha256(bytes)}` } };
}
