/**
 * The squeezed networks' rows of Table 3.
 */

import { countText, kibibytesText } from "../core/number-text.ts";
import {
  type CandidateResult,
  chosenCandidate,
  judgedSize,
  type SqueezeResult,
  type SqueezeSeeds,
  type TestedNetwork,
  testedNetwork,
} from "../squeeze/squeeze-result.ts";
import type { ModelResult } from "./result.ts";
import { chosenOfOriginal, isOfOriginal } from "./squeeze-plan.ts";
import { dropText, plain, speakerUarText, type TableRow, type TableSection, uarText } from "./table-cells.ts";

/** A network of a squeeze with what test says of it. */
interface Squeezed {
  readonly squeeze: SqueezeResult;
  readonly network: CandidateResult;
  /** Undefined where test has no labels. */
  readonly tested: TestedNetwork | undefined;
}

/**
 * The choices; and where one of them is a linear classifier or a network trained small, the best of each original's own
 * weights. Nothing where no model was squeezed.
 */
export function squeezedSections(models: readonly ModelResult[]): TableSection[] {
  const chosen = models.map((model) => squeezedNetwork(model, chosenCandidate));
  if (chosen.every((network) => network === null)) return [];
  const own = models.map((model) => squeezedNetwork(model, chosenOfOriginal));
  const replaced = chosen.some((squeezed) => squeezed && !isOfOriginal(squeezed.network));
  return [
    { heading: "Squeezed", rows: networkRows(chosen) },
    ...(replaced && own.some((network) => network !== null)
      ? [{ heading: "Squeezed, of the original's own weights", rows: networkRows(own) }]
      : []),
  ];
}

/** What must be known of these rows. */
export function squeezedNotes(models: readonly ModelResult[]): string[] {
  const squeezes = models.flatMap(({ squeezed }) => (squeezed ? [squeezed] : []));
  const [first] = squeezes;
  if (!first) return [];
  const notes = [
    "Squeezed: the network that devel has chosen of a search. Its size is that of the whole file as it stands, and is compared with " +
      "the uncompressed network's zip.",
  ];
  if (squeezes.length > 1)
    notes.push("Linear classifiers and networks trained small are searched with the first model alone.");
  if (first.procedure)
    notes.push(
      `Squeezed in every one of ${first.procedure.folds.length} folds: sizes are medians over the folds (in brackets the smallest and the ` +
        "largest), and UAR, drop and verdict are the procedure's. The network that is named and kept was made of all recordings by the " +
        "same procedure, and has no test of its own.",
    );
  if (first.seeds)
    notes.push(
      `Squeezed with each of ${first.seeds.choices.length} seeds, each with a choice of its own: sizes are medians over the seeds${first.procedure ? "' folds" : ""} ` +
        "(in brackets the smallest and the largest), and UAR, drop and verdict are those of all choices together. The network that is named and kept is " +
        "the first seed's; networks of the original's own weights that are not the choice are the first seed's.",
    );
  // Older files squeezed the first fold alone.
  const tested = first.test?.original;
  const whole = models[0]?.variants[0]?.test;
  if (!first.procedure && tested && whole && tested.recordings !== whole.recordings)
    notes.push(
      `Squeezed in the first fold alone: on its ${tested.recordings} test recordings the uncompressed network of ${models[0]?.name} has ` +
        `UAR ${uarText(tested)}.`,
    );
  return notes;
}

/** How a squeezed network stands against the original: of the choice alone, and of these speakers where they are few. */
export function squeezedVerdictText({ uarDrop, comparison, overRecordings }: TestedNetwork): string {
  if (!comparison) return "not asked";
  if (!overRecordings) return comparison.nonInferiority.verdict;
  return `${overRecordings.nonInferiority.verdict} (for these ${uarDrop.unitCount} speakers)`;
}

function squeezedNetwork(
  { squeezed: squeeze }: ModelResult,
  pick: (squeeze: SqueezeResult) => CandidateResult | undefined,
): Squeezed | null {
  const network = squeeze && pick(squeeze);
  if (!network) return null;
  return { squeeze, network, tested: testedNetwork(squeeze, network.name) };
}

function networkRows(networks: readonly (Squeezed | null)[]): TableRow[] {
  const row = (label: string, ours: (squeezed: Squeezed) => string): TableRow => ({
    label,
    cells: networks.map((squeezed) => plain(squeezed ? ours(squeezed) : "-")),
  });
  return [
    row("Network", ({ network }) => network.name),
    row("UAR on test set", ({ squeeze, network, tested }) =>
      uarText(tested?.evaluation, seedsOf(squeeze, network)?.test),
    ),
    ...(networks.some((squeezed) => squeezed?.tested?.evaluation.perSpeaker)
      ? [row("UAR per speaker", ({ tested }) => speakerUarText(tested?.evaluation))]
      : []),
    row("Weights left", ({ network }) => countText(network.survivors)),
    row("Size [KiB]", sizeText),
    row("Times smaller", ({ squeeze, network }) =>
      countText(Math.floor(squeeze.original.zipBytes / judgedSize(squeeze, network).median)),
    ),
    row("Drop of UAR", ({ squeeze, network, tested }) =>
      tested ? dropText(tested.uarDrop, seedsOf(squeeze, network)?.drop) : "-",
    ),
    row("As good as the original", ({ tested }) => (tested ? squeezedVerdictText(tested) : "-")),
  ];
}

/** Several seeds judge the choice alone, each its own. */
function seedsOf({ seeds, choice }: SqueezeResult, { name }: CandidateResult): SqueezeSeeds | undefined {
  return name === choice?.name ? seeds : undefined;
}

function sizeText({ squeeze, network }: Squeezed): string {
  const { median, smallest, largest } = judgedSize(squeeze, network);
  return smallest === largest
    ? kibibytesText(median)
    : `${kibibytesText(median)} (${kibibytesText(smallest)} to ${kibibytesText(largest)})`;
}
