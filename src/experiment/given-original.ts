/**
 * An original that was trained elsewhere, in place of a model's training: a file in the run's folder, named by its hash.
 */

import type { ArtifactStore } from "../core/artifact-store.ts";
import { UserError } from "../core/errors.ts";
import { sha256 } from "../core/fingerprint.ts";
import { decodeModelFile } from "../formats/model-file.ts";
import type { TrainingRun } from "../training/train.ts";
import type { PlannedModel } from "./plan.ts";

/** Where the file lies from the plan on. */
export function givenOriginalFile({ name }: Pick<PlannedModel, "name">): string {
  return `${name}/given.safetensors`;
}

/**
 * The run of a training that took place elsewhere: the network and no history. Its file becomes the original of this run.
 *
 * @throws UserError if the file is not there, or is another one than was planned with.
 */
export async function givenOriginal(
  { model, folder }: { readonly model: PlannedModel; readonly folder: string },
  { store }: { readonly store: ArtifactStore },
): Promise<TrainingRun> {
  const file = givenOriginalFile(model);
  const bytes = await store.read(file);
  if (!bytes) throw new UserError(`${file}: is not in the run's folder; plan the run again`);
  if (`sha256:${await sha256(bytes)}` !== model.original?.hash)
    throw new UserError(`${file}: is another network than the run was planned with; plan the run again`);
  const { network } = decodeModelFile(bytes, file);
  await store.write(`${folder}/original.safetensors`, [bytes]);
  return { network, history: [] };
}
