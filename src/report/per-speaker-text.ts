/**
 * UAR with one answer or figure for each speaker, in a sentence: a person is ill, not a recording.
 */

import { counted, intervalText, shareText } from "../core/number-text.ts";
import type { Evaluation } from "../evaluation/evaluate.ts";
import type { ExperimentResult, ModelResult } from "../experiment/result.ts";
import { chosenCandidate, type SqueezeResult, testedNetwork } from "../squeeze/squeeze-result.ts";
import { judged, modelTitle, VARIANT_TITLES } from "./judged.ts";

/** A network with what is known of its answers. */
interface Answered {
  readonly title: string;
  readonly evaluation: Evaluation | undefined;
}

/** One sentence for each model with its squeezed network, and one for the linear classifier. */
export function perSpeakerNotes({ models, linear }: ExperimentResult): string[] {
  return [
    ...models.flatMap((model) => sentences(modelTitle(model), networksOf(model))),
    ...sentences("For comparison", [{ title: "linear classifier", evaluation: judged(linear) }]),
  ];
}

/** The same of a squeeze alone, on test. */
export function squeezePerSpeaker(squeeze: SqueezeResult): string[] {
  return sentences("On test", [
    { title: "original", evaluation: squeeze.test?.original },
    { title: squeeze.procedure ? "the folds' choices" : "choice", evaluation: choiceOnTest(squeeze) },
  ]);
}

/** The squeezed network is tested where there is a test; what was judged on devel chose it. */
function networksOf({ variants, squeezed }: ModelResult): Answered[] {
  const own = variants.map((variant) => ({ title: VARIANT_TITLES[variant.name], evaluation: judged(variant) }));
  return squeezed ? [...own, { title: "Squeezed", evaluation: choiceOnTest(squeezed) }] : own;
}

function choiceOnTest(squeeze: SqueezeResult): Evaluation | undefined {
  const name = chosenCandidate(squeeze)?.name;
  return testedNetwork(squeeze, name)?.evaluation;
}

function sentences(where: string, networks: readonly Answered[]): string[] {
  const known = networks.flatMap(({ title, evaluation }) =>
    evaluation?.perSpeaker ? [{ title, ...evaluation.perSpeaker }] : [],
  );
  if (!known[0]) return [];
  const { figure, speakers } = known[0];
  const name =
    figure === "answers"
      ? "UAR with one answer per speaker, by mean probability"
      : "Mean of the speakers' own UARs, where every speaker weighs the same";
  const figures = known.map(
    ({ title, estimate, interval }) => `${title} ${shareText(estimate)} ${intervalText(interval)}`,
  );
  return [`${name} (${where}, ${counted(speakers, "speaker")}): ${figures.join("; ")}.`];
}
