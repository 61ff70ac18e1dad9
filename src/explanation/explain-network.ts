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
import { type RunObserver, SILENT_OBSERVER } from "../core/run-observer.ts";
import type { RunningEngine } from "../engine/predict.ts";
import { type Classification, classificationOf } from "../evaluation/classification.ts";
import { confusionMatrix } from "../evaluation/confusion.ts";
import { type GroupImportance, IMPORTANCE_DEFAULTS, importanceOfGroups } from "../evaluation/permutation-importance.ts";
import { uar } from "../evaluation/uar.ts";
import { featureWords } from "../features/compare2016/feature-words.ts";
import type { SparseNetwork } from "../network/sparse-network.ts";
import { shrink } from "../pruning/structure.ts";
import type { FeatureTable } from "../table/feature-table.ts";
import { selectFeatures } from "../table/select-features.ts";
import { averagedEffects, type Effects, slopesOf, usualSpans } from "./effects.ts";
import { type ExplainedFeature, type ExplainedGroup, type Explanation, MOST_FEATURES } from "./explanation.ts";
import { groupInputs, type InputGroup, type InputGroups } from "./feature-groups.ts";
import { type GroupedAnswers, groupedAnswers } from "./grouped-answers.ts";
import { readInputs } from "./read-inputs.ts";

/** Multiplications of all permutations after which there are fewer of them: some ten seconds. The fewest do, with wider intervals. */
const MOST_MULTIPLICATIONS = 1e10;
const FEWEST_PERMUTATIONS = 4;

/** What a network listens to on its own: what it reads, and of a network without hidden layers what its weights say. */
export function explainWeights(network: SparseNetwork): Explanation {
  const small = shrink(network);
  const read = readInputs(small);
  const { kinds, descriptors } = groupInputs(small.features, read);
  const isLinear = small.architecture.hidden.length === 0;
  return {
    classes: [...network.classes],
    inputs: network.features.length,
    read: read.length,
    table: null,
    kinds: sorted(kinds.map((group) => explained(group, null))),
    descriptors: sorted(descriptors.map((group) => explained(group, null))),
    strongest: isLinear ? strongestFeatures(small, read, effectsOfWeights(small)) : [],
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
  observer: RunObserver = SILENT_OBSERVER,
): Promise<Explanation> {
  const small = shrink(network);
  const rows = selectFeatures(table, small.features);
  const read = readInputs(small);
  const groups = groupInputs(small.features, read);
  const answers = groupedAnswers(small, engine, rows.values);
  try {
    const classification = classificationOf(rows, await answers.asTheyAre());
    const permutations = permutationsFor(small, groups, rows.labels.length);
    const found = await importances(classification, groups, { answers, permutations, random, observer });
    const spans = usualSpans(rows.values, small.features.length);
    const effects = averagedEffects(small, rows.values, rows.labels, spans);
    return {
      ...explainWeights(network),
      table: {
        recordings: rows.labels.length,
        speakers: rows.speakers ? new Set(rows.speakers).size : null,
        uar: uar(confusionMatrix(classification)),
        permutations,
        effectRecordings: effects.recordings,
        warnings: [...(found.kinds[0]?.importance.warnings ?? [])],
      },
      kinds: sorted(groups.kinds.map((group, g) => explained(group, found.kinds[g]))),
      descriptors: sorted(groups.descriptors.map((group, g) => explained(group, found.descriptors[g]))),
      strongest: strongestFeatures(small, read, effects),
    };
  } finally {
    answers.release();
  }
}

interface Asking {
  readonly answers: GroupedAnswers;
  readonly permutations: number;
  readonly random: Random;
  readonly observer: RunObserver;
}

/** Of the groups of both levels. */
async function importances(
  classification: Classification,
  { kinds, descriptors }: InputGroups,
  { answers, permutations, random, observer }: Asking,
) {
  observer.start("what is listened to", kinds.length + descriptors.length);
  let done = 0;
  const ofLevel = (level: readonly InputGroup[], stream: Random) => {
    const asked = level.map(({ name, columns }) => ({
      name,
      open: () => {
        void observer.step(done++, name);
        return answers.exchanged(columns);
      },
    }));
    return importanceOfGroups(classification, asked, stream, { ...IMPORTANCE_DEFAULTS, permutations });
  };
  const ofKinds = await ofLevel(kinds, random.fork("kinds"));
  const ofDescriptors = await ofLevel(descriptors, random.fork("descriptors"));
  observer.done(`${kinds.length + descriptors.length} groups of features exchanged`);
  return { kinds: ofKinds, descriptors: ofDescriptors };
}

/** Permutations of each group. */
function permutationsFor({ layers }: SparseNetwork, { kinds, descriptors }: InputGroups, rows: number): number {
  const survivors = layers.slice(1).reduce((sum, { weights }) => sum + weights.length, 0);
  const neurons = layers.reduce((sum, { outputs }) => sum + outputs, 0);
  const cost = rows * (survivors + neurons) * (kinds.length + descriptors.length);
  const { permutations } = IMPORTANCE_DEFAULTS;
  return Math.min(permutations, Math.max(FEWEST_PERMUTATIONS, Math.floor(MOST_MULTIPLICATIONS / cost)));
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
      const name = features[input];
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
