/**
 * What the squeezed networks and the linear classifier listen to.
 */

import type { ExperimentResult } from "../experiment/result.ts";
import { chosenCandidate } from "../squeeze/squeeze-result.ts";
import { explanationHtml } from "./explanation-section.ts";
import { capitalized, modelInSentence, modelTitle } from "./judged.ts";
import { element, text } from "./markup.ts";

/** Whether anything is known: older files know nothing. */
export function isExplained({ models, linear }: ExperimentResult): boolean {
  return linear.explanation !== undefined || models.some(({ squeezed }) => squeezed?.explanation);
}

/** Each network collapsed but the first, as most readers want one. */
export function listensHtml({ models, linear, settings }: ExperimentResult): string {
  const squeezed = models.flatMap((model) => {
    const { explanation } = model.squeezed ?? {};
    if (!model.squeezed || !explanation) return [];
    const name = `${capitalized(modelInSentence(model))}, squeezed (${chosenCandidate(model.squeezed)?.name})`;
    return [{ title: `${modelTitle(model)}, squeezed`, html: explanationHtml(explanation, name) }];
  });
  const all = linear.explanation
    ? [...squeezed, { title: "Linear classifier", html: explanationHtml(linear.explanation, "The linear classifier") }]
    : squeezed;
  return (
    element(
      "p",
      {},
      "All of it is computed on devel, which chose the networks and which none of them has learned from." +
        (settings.seeds
          ? ` Of ${settings.seeds.length} seeds it is about the first one's networks, which are kept.`
          : ""),
    ) +
    all
      .map(({ title, html }, i) =>
        element("details", { class: "model", open: i === 0 }, element("summary", {}, text(title)), html),
      )
      .join("")
  );
}
