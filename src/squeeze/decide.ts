/**
 * From a search to its result: bounds on devel, the choice, and the one look at test.
 */

import { UserError } from "../core/errors.ts";
import type { Random } from "../core/random.ts";
import { mostProbableClasses, predictNetwork } from "../engine/predict.ts";
import { type Classification, classificationOf } from "../evaluation/classification.ts";
import { compare } from "../evaluation/compare.ts";
import { confusionMatrix } from "../evaluation/confusion.ts";
import { evaluate } from "../evaluation/evaluate.ts";
import { type SimultaneousDrop, simultaneousDrops } from "../evaluation/simultaneous-drops.ts";
import { uar } from "../evaluation/uar.ts";
import { decodeContainer } from "../formats/container/container-file.ts";
import { countParameters } from "../network/architecture.ts";
import type { Network } from "../network/network.ts";
import { quantizedSurvivors } from "../quantization/quantized-survivors.ts";
import type { FeatureTable } from "../table/feature-table.ts";
import { selectFeatures } from "../table/select-features.ts";
import type { Candidate } from "./candidate.ts";
import { type Choice, choose } from "./choose.ts";
import { FAMILIES, type SqueezeOptions } from "./options.ts";
import type { Search } from "./search.ts";
import type { SearchTools } from "./search-task.ts";
import { SQUEEZE_SCHEMA, SQUEEZE_VERSION, type SqueezeResult, type TestedNetwork } from "./squeeze-result.ts";

/** Fewer speakers than this lean one way by chance too often for a bound at 5 % (evaluation/non-inferiority.ts). */
const FEWEST_SPEAKERS = 5;

export interface Decision {
  readonly search: Search;
  readonly original: { readonly network: Network; readonly file: string; readonly zipBytes: number };
  /** Labelled rows; may be empty. */
  readonly test: FeatureTable;
  readonly options: SqueezeOptions;
  readonly random: Random;
}

export type DecisionTools = Pick<SearchTools, "engine" | "denseEngine" | "store">;

/** The result. @throws UserError if the search made no network. */
export async function decide(decision: Decision, tools: DecisionTools): Promise<SqueezeResult> {
  const { search, original, test, options, random } = decision;
  const { candidates } = search;
  if (candidates.length === 0) throw new UserError("squeeze: there is no network to decide on");
  const { margin, alpha, resamples, targetBytes } = options;
  const develAnswers = enoughSpeakers(search.original) ? search.original : withoutSpeakers(search.original);
  const bounds = simultaneousDrops(
    develAnswers,
    candidates.map(({ devel }) => ({ ...devel, speakers: develAnswers.speakers })),
    random.fork("devel"),
    { resamples, alpha },
  );
  const choice = choose(candidates, bounds.drops, { margin, targetBytes });
  const familyChoices = FAMILIES.flatMap((family) => choiceOf(candidates, bounds.drops, family, options));
  const name = (index: number) => (candidates[index] as Candidate).name;
  const tested = [...new Set([choice, ...familyChoices].flatMap((made) => (made ? [made.index] : [])))];
  return {
    schema: SQUEEZE_SCHEMA,
    version: SQUEEZE_VERSION,
    original: {
      file: original.file,
      zipBytes: original.zipBytes,
      weights: countParameters(original.network.architecture).kernels,
      devel: evaluate(search.original, random.fork("original on devel"), { resamples, level: 1 - alpha }),
    },
    margin,
    alpha,
    targetBytes,
    candidates: candidates.map(({ name, family, bits, shape, bytes, file, devel }, k) => ({
      name,
      family,
      bits,
      ...shape,
      bytes,
      file,
      develUar: uar(confusionMatrix(devel)),
      drop: bounds.drops[k] as SimultaneousDrop,
    })),
    criticalValue: bounds.criticalValue,
    unit: bounds.unit,
    unitCount: bounds.unitCount,
    complete: search.complete,
    choice: choice && { name: name(choice.index), basis: choice.basis },
    familyChoices: familyChoices.map(({ index, basis }) => ({ name: name(index), basis })),
    test:
      test.ids.length === 0 || !choice
        ? null
        : await testOnce(
            tested.map((index) => candidates[index] as Candidate),
            decision,
            tools,
          ),
  };
}

/** What the rule takes where a family is alone; none where it takes nothing for sure. */
function choiceOf(
  candidates: readonly Candidate[],
  drops: readonly SimultaneousDrop[],
  family: Candidate["family"],
  { margin, targetBytes }: SqueezeOptions,
): Choice[] {
  const places = [...candidates.keys()].filter((k) => candidates[k]?.family === family);
  const own = choose(
    places.map((k) => candidates[k] as Candidate),
    places.map((k) => drops[k] as SimultaneousDrop),
    { margin, targetBytes },
  );
  return own ? [{ ...own, index: places[own.index] as number }] : [];
}

/** Original and networks on test. */
async function testOnce(
  networks: readonly Candidate[],
  { original, test, options, random }: Decision,
  { engine, denseEngine, store }: DecisionTools,
): Promise<SqueezeResult["test"]> {
  const { margin, alpha, resamples } = options;
  const settings = { margin, alpha, resamples, level: 0.95 };
  const predicted = (probabilities: Float32Array) => mostProbableClasses(probabilities, test.classes.length);
  const reference = classificationOf(test, predicted(await predictNetwork(denseEngine, original.network, test.values)));
  const tested: TestedNetwork[] = [];
  for (const { name, file } of networks) {
    const container = await store.read(file);
    if (!container) throw new UserError(`${file}: was there a moment ago and is gone; run the search again`);
    const network = quantizedSurvivors(decodeContainer(container, file).network);
    const { values } = selectFeatures(test, network.features, file);
    const answers = classificationOf(test, predicted(await predictNetwork(engine, network, values)));
    const comparison = compare(reference, answers, random.fork("test"), settings);
    tested.push({
      name,
      evaluation: evaluate(answers, random.fork("test"), settings),
      comparison,
      overRecordings: comparison.nonInferiority.tooFewUnits
        ? compare(withoutSpeakers(reference), withoutSpeakers(answers), random.fork("test"), settings)
        : null,
    });
  }
  return { original: evaluate(reference, random.fork("test"), settings), networks: tested };
}

/** Whether a bootstrap over speakers can conclude anything. */
function enoughSpeakers({ speakers }: Classification): boolean {
  return !speakers || new Set(speakers).size >= FEWEST_SPEAKERS;
}

function withoutSpeakers({ classes, labels, predicted }: Classification): Classification {
  return { classes, labels, predicted };
}
