/**
 * What a result says of its data: partitions, classes, a hash, and what a reader should know before believing anything.
 */

import { UserError } from "../core/errors.ts";
import { some } from "../core/finding.ts";
import { sha256 } from "../core/fingerprint.ts";
import { PARTITION_NAMES, type PartitionName, type Partitions } from "../corpus/partitions.ts";
import { mentioned } from "../features/feature-profile.ts";
import type { DataFinding } from "../squeeze/squeeze-result.ts";
import { constantFeatures } from "../table/constant-features.ts";
import { type FeatureTable, UNKNOWN_LABEL } from "../table/feature-table.ts";
import type { DataDescription, PartitionDescription } from "./result.ts";

/** The tables of an experiment, before they are looked at: same features, same classes. */
export interface RawData {
  readonly name: string;
  readonly synthetic: boolean;
  /** Names of the files that it was read from. */
  readonly sources: readonly string[];
  /** One for each fold of cross-validation; a single one without. */
  readonly folds: readonly Partitions[];
  /** What earlier checks of the corpus found. */
  readonly findings: readonly DataFinding[];
}

/** The tables of an experiment, found usable, with what a result says of them. */
export interface ExperimentData {
  readonly folds: RawData["folds"];
  readonly description: DataDescription;
}

/**
 * The data with their description.
 *
 * @throws UserError if a partition is empty, the training partition has fewer than two classes, or a recording of train
 *         or devel has no label.
 */
export async function describeData({ name, synthetic, sources, folds, findings }: RawData): Promise<ExperimentData> {
  const described = folds.map((partitions) => {
    for (const partition of PARTITION_NAMES) checkUsable(partition, partitions[partition]);
    const descriptions = PARTITION_NAMES.map((partition) => describePartition(partition, partitions[partition]));
    checkClasses(partitions.train.classes, descriptions);
    checkTrainingClasses(partitions.train.classes, descriptions[0]);
    return descriptions;
  });
  const [first] = folds;
  const [partitions] = described;
  if (!first || !partitions) throw new RangeError("describeData: there must be at least 1 fold, got none");
  const { features, classes, profile } = first.train;
  const constant = constantFeatures(first.train).length;
  const description: DataDescription = {
    name,
    synthetic,
    sources,
    hash: await hashOf(folds),
    ...mentioned(profile),
    featureCount: features.length,
    constantFeatures: constant,
    classes,
    partitions,
    findings: [
      ...findings,
      ...foldsFinding(folds.length),
      ...classFindings(classes, described),
      ...gradesFinding(classes),
      ...constantFinding(constant),
    ],
  };
  return { folds, description };
}

function foldsFinding(count: number): DataFinding[] {
  if (count === 1) return [];
  const sentence =
    "The tests of all folds are evaluated as one: verdicts are about the recipe that made the networks, not about one of them. " +
    "Networks of different folds share training speakers, for which intervals of UAR are widened. " +
    "Table 1, sizes and curves are those of the first fold.";
  return [{ severity: "note", check: "pooled-tests", sentence }];
}

function checkUsable(partition: PartitionName, { ids, labels, classes }: FeatureTable): void {
  if (ids.length === 0)
    throw new UserError(`data: the ${partition} partition is empty; it needs recordings of every class`);
  if (partition === "test") return;
  const unlabeled = ids.filter((_, row) => labels[row] === UNKNOWN_LABEL);
  if (unlabeled.length === 0) return;
  if (classes.length === 0)
    throw new UserError(
      "data: no recording has a label; say which column holds the class (--label-column), or give a list of labels (--labels)",
    );
  const one = unlabeled.length === 1;
  throw new UserError(
    `data: ${one ? "a recording" : `${unlabeled.length} recordings`} of the ${partition} partition ${one ? "has" : "have"} no label: ` +
      `${some(unlabeled)}; label ${one ? "it or leave it" : "them or leave them"} out`,
  );
}

/** Labels that are measurements or names make nearly as many classes as there are recordings. */
function checkClasses(classes: readonly string[], partitions: readonly PartitionDescription[]): void {
  const counts = classes.map((_, c) => partitions.reduce((sum, { perClass }) => sum + (perClass[c] ?? 0), 0));
  const recordings = counts.reduce((sum, count) => sum + count, 0);
  const occurring = classes.filter((_, c) => counts[c] > 0);
  if (occurring.length < 2 || recordings > 2 * occurring.length) return;
  throw new UserError(
    `data: ${recordings} recordings have ${occurring.length} different labels (${some(occurring)}); a class needs three recordings at ` +
      "least, one to train, one to watch and one to test. If these are measurements or names, choose another column (--label-column)",
  );
}

function checkTrainingClasses(classes: readonly string[], train: PartitionDescription): void {
  const occurring = classes.filter((_, c) => train.perClass[c] > 0);
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
    else perClass[label]++;
  return { name, recordings: ids.length, perClass, unlabeled, speakers: speakers ? new Set(speakers).size : null };
}

/** Classes that a partition lacks in some fold: not learned, or not tested. @param folds  [fold][partition] */
function classFindings(classes: readonly string[], folds: readonly (readonly PartitionDescription[])[]): DataFinding[] {
  return PARTITION_NAMES.flatMap((name, p) => {
    const own = folds.map((partitions) => partitions[p]);
    if (own.every(({ unlabeled, recordings }) => unlabeled === recordings))
      return [
        {
          severity: "warning" as const,
          check: "labels",
          sentence: `No recording of ${name} has a label: it cannot be evaluated.`,
        },
      ];
    const missing = classes.flatMap((label, c): MissingClass[] => {
      const lacking = own.flatMap(({ perClass }, r) => (perClass[c] === 0 ? [r + 1] : []));
      return lacking.length === 0 ? [] : [{ label, lacking }];
    });
    if (missing.length <= MOST_SENTENCES) return missing.map((one) => missingFinding(one, name, folds.length));
    return [manyMissingFinding(missing, name, folds.length)];
  });
}

/** Beyond that, missing classes are said in one sentence. */
const MOST_SENTENCES = 5;

interface MissingClass {
  readonly label: string;
  /** Folds without it, from 1. */
  readonly lacking: readonly number[];
}

function missingFinding({ label, lacking }: MissingClass, name: PartitionName, folds: number): DataFinding {
  const where = folds === 1 ? name : `${name} of ${lacking.length} of ${folds} folds (${lacking.join(", ")})`;
  const untested = lacking.length === folds ? "its recall is not known" : "its recall is known from the others alone";
  const consequence = name === "train" ? "the networks cannot learn it" : untested;
  return {
    severity: "warning",
    check: "classes",
    sentence: `Class ${label} is missing in ${where}: ${consequence}.`,
  };
}

function manyMissingFinding(missing: readonly MissingClass[], name: PartitionName, folds: number): DataFinding {
  const where = folds === 1 ? name : `${name} of some of the ${folds} folds`;
  const consequence = name === "train" ? "the networks cannot learn them there" : "they are not tested there";
  const labels = some(missing.map(({ label }) => label));
  const sentence = `${missing.length} classes are missing in ${where} (${labels}): ${consequence}.`;
  return { severity: "warning", check: "classes", sentence };
}

/** Numbers of fewer classes are codes, such as 0 and 1. */
const FEWEST_GRADES = 3;

/** A note where the classes are grades: they are learned as names. */
function gradesFinding(classes: readonly string[]): DataFinding[] {
  if (classes.length < FEWEST_GRADES || !classes.every((name) => /^[-+]?\d+([.,]\d+)?$/.test(name))) return [];
  const grades = classes.toSorted((a, b) => Number(a.replace(",", ".")) - Number(b.replace(",", ".")));
  const sentence =
    `The classes are numbers (${some(grades)}). They are learned as names, without order: taking ${grades[0]} for ${grades.at(-1)} ` +
    `counts like taking it for ${grades[1]}, and nothing between them is answered.`;
  return [{ severity: "note", check: "grades", sentence }];
}

function constantFinding(constant: number): DataFinding[] {
  if (constant === 0) return [];
  const features = constant === 1 ? "1 feature has" : `${constant} features have`;
  const sentence = `${features} one value throughout the training partition: kept, but without information.`;
  return [{ severity: "note", check: "constant-features", sentence }];
}

async function hashOf(folds: readonly Partitions[]): Promise<string> {
  const parts: string[] = [];
  for (const partitions of folds)
    for (const name of PARTITION_NAMES) {
      const { values, labels, ids } = partitions[name];
      parts.push(name, await sha256(values), await sha256(labels), await sha256(ids.join("\n")));
    }
  return sha256(parts.join("\n"));
}
