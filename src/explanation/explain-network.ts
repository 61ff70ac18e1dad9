/**
 * What a network listens to: what it reads, how much it needs it, and which class a high value speaks for.
 *
 *   network -> inputs that reach an output -> groups          by kind of sound quality, and by descriptor
 *   table   -> importance of each group (evaluation/permutation-importance.ts), effect of each feature (effects.ts)
 *
 * Features that say the same are permuted together, as one by one each is replaced by the others and all look unimportant.
 * What is left of that pitfall: groups may say the same, too (the bands and the cepstrum do), and both then look less
 * important than they are; and what is important to this network need not be so to the disease.
 */

import type { Random } from "../core/random.ts";
import type { RunningEngine } from "../engine/predict.ts";
import { classificationOf } from "../evaluation/classification.ts";
import { confusionMatrix } from "../evaluation/confusion.ts";
import { type GroupImportance, IMPORTANCE_DEFAULTS, importanceOfGroups } from "../evaluation/permutation-importance.ts";
import { uar } from "../evaluation/uar.ts";
import { featureWords } from "../features/compare2016/feature-words.ts";
import { inputStatistics } from "../network/input-statistics.ts";
import type { SparseNetwork } from "../network/sparse-network.ts";
import type { FeatureTable } from "../table/feature-table.ts";
import { averagedEffects, type Effects, slopesOf } from "./effects.ts";
import { type ExplainedFeature, type ExplainedGroup, type Explanation, MOST_FEATURES } from "./explanation.ts";
import { groupInputs, type InputGroup } from "./feature-groups.ts";
import { groupedAnswers } from "./grouped-answers.ts";
import { readInputs } from "./read-inputs.ts";

/** Recordings from which on fewer permutations do: their number times this is kept. */
const PERMUTED_ROWS = 20_000;
const FEWEST_PERMUTATIONS = 4;

/** What a network listens to on its own: what it reads, and of a network without hidden layers what its weights say. */
export function explainWeights(network: SparseNetwork): Explanation {
  const read = readInputs(network);
  const { kinds, descriptors } = groupInputs(network.features, read);
  const isLinear = network.architecture.hidden.length === 0;
  return {
    classes: [...network.classes],
    inputs: network.features.length,
    read: read.length,
    table: null,
    kinds: sorted(kinds.map((group) => explained(group, null))),
    descriptors: sorted(descriptors.map((group) => explained(group, null))),
    strongest: isLinear ? strongestFeatures(network, read, effectsOfWeights(network)) : [],
  };
}

/**
 * What a network listens to on some recordings, which it should not have learned from.
 *
 * @param table   Labelled rows with the network's features in its order (network/fit-table.ts).
 * @param engine  Runs the layers behind the first one.
 * @param random  For the permutations.
 */
export async function explainNetwork(
  network: SparseNetwork,
  table: FeatureTable,
  engine: RunningEngine<SparseNetwork>,
  random: Random,
): Promise<Explanation> {
  const { features } = network;
  const read = readInputs(network);
  const groups = groupInputs(features, read);
  const answers = groupedAnswers(network, engine, table.values);
  const classification = classificationOf(table, await answers.asTheyAre());
  const permutations = permutationsFor(table.labels.length);
  const settings = { ...IMPORTANCE_DEFAULTS, permutations };
  const importances = async (level: readonly InputGroup[], stream: Random) => {
    const asked = level.map(({ name, columns }) => ({ name, answers: answers.exchanged(columns) }));
    return importanceOfGroups(classification, asked, stream, settings);
  };
  const ofKinds = await importances(groups.kinds, random.fork("kinds"));
  const ofDescriptors = await importances(groups.descriptors, random.fork("descriptors"));
  const { deviation } = inputStatistics(table.values, features.length);
  const effects = averagedEffects(network, table.values, table.labels, deviation);
  return {
    ...explainWeights(network),
    table: {
      recordings: table.labels.length,
      speakers: table.speakers ? new Set(table.speakers).size : null,
      uar: uar(confusionMatrix(classification)),
      permutations,
      effectRecordings: effects.recordings,
      warnings: [...(ofKinds[0]?.importance.warnings ?? [])],
    },
    kinds: sorted(groups.kinds.map((group, g) => explained(group, ofKinds[g]))),
    descriptors: sorted(groups.descriptors.map((group, g) => explained(group, ofDescriptors[g]))),
    strongest: strongestFeatures(network, read, effects),
  };
}

/** Fewer for many recordings: their mean is as steady then. */
function permutationsFor(rows: number): number {
  const { permutations } = IMPORTANCE_DEFAULTS;
  return Math.min(permutations, Math.max(FEWEST_PERMUTATIONS, Math.round(PERMUTED_ROWS / rows)));
}

function explained(group: InputGroup, found: GroupImportance | null | undefined): ExplainedGroup {
  const { name, words, features, aspects } = group;
  const importance = found
    ? {
        estimate: found.importance.estimate,
        interval: found.importance.interval,
        lowerOfAll: found.lowerOfAll,
      }
    : null;
  return { name, words, features, aspects, importance };
}

/** The most important first; of equal ones, and without a table, that with the most features. */
function sorted(groups: readonly ExplainedGroup[]): ExplainedGroup[] {
  const importance = (group: ExplainedGroup) => group.importance?.estimate ?? 0;
  return groups.toSorted((a, b) => importance(b) - importance(a) || b.features - a.features);
}

/** Slopes of a network without hidden layers, in standard deviations as its normalisation knows them. */
function effectsOfWeights(network: SparseNetwork): Effects {
  const { inputs, classes } = network.architecture;
  const { scale } = network.normalization;
  const slopes = slopesOf(network, new Float32Array(inputs));
  const effects = slopes.map((slope, i) => {
    const factor = Math.abs(scale[Math.floor(i / classes)]);
    return factor === 0 ? 0 : slope / factor;
  });
  return { effects, agreement: new Float64Array(effects.length).fill(1), recordings: 0 };
}

function strongestFeatures(network: SparseNetwork, read: readonly number[], found: Effects): ExplainedFeature[] {
  const { features, classes } = network;
  const effectsOf = (input: number) => [
    ...found.effects.subarray(input * classes.length, (input + 1) * classes.length),
  ];
  const size = (input: number) => Math.max(...effectsOf(input).map(Math.abs));
  return read
    .toSorted((a, b) => size(b) - size(a) || a - b)
    .slice(0, MOST_FEATURES)
    .map((input) => {
      const name = features[input] as string;
      const { words = null, unit = null, high = null } = featureWords(name) ?? {};
      const effects = effectsOf(input);
      const place = input * classes.length + effects.indexOf(Math.max(...effects));
      return { name, words, unit, high, effects: effects.map(shortened), agreement: found.agreement[place] };
    });
}

/** Four digits say all that is known of an effect. */
function shortened(value: number): number {
  return Number(value.toPrecision(4));
}
