/**
 * What a result says of its data: partitions, classes, a hash, and what a reader should know before believing anything.
 */

import { UserError } from "../core/errors.ts";
import { constantFeatures, type FeatureTable, UNKNOWN_LABEL } from "../table/index.ts";
import { sha256 } from "./fingerprint.ts";
import type { DataDescription, Finding, PartitionDescription } from "./result.ts";

export const PARTITION_NAMES = ["train", "devel", "test"] as const;

export type PartitionName = (typeof PARTITION_NAMES)[number];

/** The tables of an experiment, before they are looked at: same features, same classes. */
export interface RawData {
  readonly name: string;
  readonly synthetic: boolean;
  /** Names of the files that it was read from. */
  readonly sources: readonly string[];
  readonly partitions: Readonly<Record<PartitionName, FeatureTable>>;
  /** What earlier checks of the corpus found. */
  readonly findings: readonly Finding[];
}

/** The tables of an experiment, found usable, with what a result says of them. */
export interface ExperimentData {
  readonly partitions: RawData["partitions"];
  readonly description: DataDescription;
}

/**
 * The data with their description.
 *
 * @throws UserError if a partition is empty, the training partition has fewer than two classes, or a recording of train
 *         or devel has no label.
 */
export async function describeData(raw: RawData): Promise<ExperimentData> {
  const { name, synthetic, sources, partitions } = raw;
  const { features, classes } = partitions.train;
  for (const partition of PARTITION_NAMES) checkUsable(partition, partitions[partition]);
  const descriptions = PARTITION_NAMES.map((partition) => describePartition(partition, partitions[partition]));
  checkTrainingClasses(classes, descriptions[0] as PartitionDescription);
  const constant = constantFeatures(partitions.train).length;
  const description: DataDescription = {
    name,
    synthetic,
    sources,
    hash: await hashOf(partitions),
    featureCount: features.length,
    constantFeatures: constant,
    classes,
    partitions: descriptions,
    findings: [...raw.findings, ...classFindings(classes, descriptions), ...constantFinding(constant)],
  };
  return { partitions, description };
}

function checkUsable(partition: PartitionName, { ids, labels }: FeatureTable): void {
  if (ids.length === 0)
    throw new UserError(`data: the ${partition} partition is empty; it needs recordings of every class`);
  const unknown = labels.indexOf(UNKNOWN_LABEL);
  if (partition !== "test" && unknown >= 0)
    throw new UserError(
      `data: recording ${ids[unknown]} of the ${partition} partition has no label; label it or leave it out`,
    );
}

function checkTrainingClasses(classes: readonly string[], train: PartitionDescription): void {
  const occurring = classes.filter((_, c) => (train.perClass[c] as number) > 0);
  if (occurring.length < 2)
    throw new UserError(
      `data: the train partition has recordings of ${occurring.length === 1 ? `"${occurring[0]}" only` : "no class"}; ` +
        "at least two classes are needed",
    );
}

function describePartition(
  name: PartitionName,
  { ids, classes, labels, speakers }: FeatureTable,
): PartitionDescription {
  const perClass = classes.map(() => 0);
  let unlabeled = 0;
  for (const label of labels)
    if (label === UNKNOWN_LABEL) unlabeled++;
    else perClass[label] = (perClass[label] as number) + 1;
  return { name, recordings: ids.length, perClass, unlabeled, speakers: speakers ? new Set(speakers).size : null };
}

/** Classes that a partition lacks: not learned, or not tested. */
function classFindings(classes: readonly string[], partitions: readonly PartitionDescription[]): Finding[] {
  return partitions.flatMap(({ name, perClass, recordings, unlabeled }) => {
    if (unlabeled === recordings)
      return [
        {
          severity: "warning",
          check: "labels",
          sentence: `No recording of ${name} has a label: it cannot be evaluated.`,
        },
      ];
    return classes
      .filter((_, c) => perClass[c] === 0)
      .map((missing): Finding => {
        const consequence = name === "train" ? "the networks cannot learn it" : "its recall is not known";
        return {
          severity: "warning",
          check: "classes",
          sentence: `Class ${missing} is missing in ${name}: ${consequence}.`,
        };
      });
  });
}

function constantFinding(constant: number): Finding[] {
  if (constant === 0) return [];
  const features = constant === 1 ? "1 feature has" : `${constant} features have`;
  const sentence = `${features} one value throughout the training partition: kept, but without information.`;
  return [{ severity: "note", check: "constant-features", sentence }];
}

async function hashOf(partitions: RawData["partitions"]): Promise<string> {
  const parts: string[] = [];
  for (const name of PARTITION_NAMES) {
    const { values, labels, ids } = partitions[name];
    parts.push(name, await sha256(values), await sha256(labels), await sha256(ids.join("\n")));
  }
  return sha256(parts.join("\n"));
}
