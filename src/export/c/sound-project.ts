/**
 * From sound to the verdict as a folder of C: the stages that a network's features need, and the network.
 */

import { UserError } from "../../core/errors.ts";
import { counted, countText } from "../../core/number-text.ts";
import { type CompactNetwork, compactBytes } from "../../device/compact-network.ts";
import { DEVICE_FUNCTIONALS } from "../../features/device/functional-set.ts";
import { accumulateLines, accumulatorFields, locateLines } from "./accumulator-code.ts";
import { filled, withSections, wrapped } from "./c-text.ts";
import { soundCostFacts } from "./cost-facts.ts";
import type { Fact } from "./facts.ts";
import { kernelCode } from "./kernel-code.ts";
import { networkCode, networkText } from "./network-code.ts";
import { answerOf, type ProjectTask, smallNetwork } from "./network-project.ts";
import { commonValues, indented, projectFiles, shapeOf } from "./project-files.ts";
import { bitsOf } from "./self-test.ts";
import { selfTestSound } from "./self-test-sound.ts";
import { inSetOrder } from "./set-order.ts";
import {
  energyBand,
  functionalCases,
  functionalVariables,
  jobRows,
  partFeatures,
  partRows,
  planBytes,
  runningCounts,
  sectionsOf,
  soundTables,
  sumsRows,
} from "./sound-code.ts";
import { soundFeatures } from "./sound-features.ts";
import { featurePlaces, type SoundPlan, soundPlan } from "./sound-plan.ts";
import { keptInputs, type SoundStack, soundStackBytes } from "./stack-bytes.ts";
import { TEMPLATES } from "./templates.generated.ts";
import { type WindowSizes, windowSizes } from "./window-sizes.ts";

/** A network to be written as a C project that hears sound. */
export interface SoundProjectTask extends ProjectTask {
  /** Length of the sound that is heard; null for a stream of any length. */
  readonly windowSeconds: number | null;
}

/** Samples of the self-test's sound: each of its kinds twice, if the window is long enough. */
const SELF_TEST_SAMPLES = 32_000;

/**
 * The files of the folder by their paths.
 *
 * @throws UserError if the network reads a feature that is none of ComParE_2016, is too large, or gives no probabilities.
 */
export function soundProject(task: SoundProjectTask): Map<string, Uint8Array> {
  const { name, windowSeconds } = task;
  const given = featurePlaces(task.network.features, name);
  const places = given.toSorted((a, b) => a - b);
  const ordered = { ...task, network: inSetOrder(task.network, given) };
  const network = smallNetwork(ordered);
  const plan = soundPlan(places);
  if (windowSeconds === null) assertStreams(plan, name);
  const sizes = windowSizes(plan, windowSeconds);
  const stack = soundStackBytes(network, plan, sizes);
  const code = networkCode(network);
  const sections = { ...sectionsOf(plan), again: code.addDots !== null, windowed: windowSeconds !== null };
  const known = {
    ...sizes,
    ...planValues(plan),
    features: network.features.length,
    version: task.version,
    network: networkText(code, partFeatures(plan)),
    keptInputs: keptInputs(network),
    feedStack: countText(stack.feed),
    resultStack: countText(stack.result),
    predictStack: countText(stack.predict),
    lowBand: energyBand(0),
    highBand: energyBand(1),
  };
  const body = filled(withSections(TEMPLATES["sound/name.c"], sections), { ...known, kernels: "" });
  const heard = soundTables(body, plan);
  const tables = [...heard, ...code.tables];
  const extraction = heard.reduce((sum, { bytes }) => sum + bytes, planBytes(plan));
  const measures = [
    ...sizeFacts(network, plan, { sizes, stack, extraction }),
    ...soundCostFacts(ordered.network, windowSeconds, extraction),
  ];
  const values = {
    ...known,
    ...commonValues(task, network, measures),
    ...selfTestValues(places, network, Math.min(SELF_TEST_SAMPLES, sizes.window), name),
    kernels: kernelCode(body),
    declarations: tables.map(({ declaration }) => declaration).join("\n"),
    definitions: tables.map(({ definition }) => definition).join("\n\n"),
  };
  return projectFiles("sound", task.prefix, { values, sections });
}

/** What was counted, in bytes. */
interface Counted {
  readonly sizes: WindowSizes;
  readonly stack: SoundStack;
  /** Constants of the extraction. */
  readonly extraction: number;
}

/** What is known by counting. */
function sizeFacts(network: CompactNetwork, plan: SoundPlan, { sizes, stack, extraction }: Counted): Fact[] {
  const own = compactBytes(network);
  const contours = `${countText(plan.contours)} contours of ${counted(plan.descriptors, "descriptor")}`;
  return [
    { name: "Network", text: `${shapeOf(network)}, reads ${contours}` },
    { name: "Stages", text: stageNames(plan).join(", ") },
    { name: "State", text: `${countText(sizes.state)} bytes of RAM, counted: ${sizes.keeps}` },
    { name: "Stack", text: stackText(sizes, stack) + againText(network) },
    {
      name: "Constants",
      text: `${countText(extraction + own)} bytes of flash, ${countText(own)} of them the network, counted`,
    },
  ];
}

/** By call, as tasks have stacks of their own. */
function stackText({ state }: WindowSizes, { feed, result }: SoundStack): string {
  return (
    `feed up to about ${countText(feed)} bytes, result up to about ${countText(result)} bytes, counted from their buffers; ` +
    `with the state ${countText(state + Math.max(feed, result))} bytes`
  );
}

/** What an int8 kernel over many features costs. */
function againText(network: CompactNetwork): string {
  const kept = keptInputs(network);
  if (kept === 0 || kept === network.features.length) return "";
  return (
    "; the first kernel is int8: features that come before the largest input are found twice, but for the first " +
    `${countText(kept)}; a codebook spares that`
  );
}

/** @throws UserError for functionals that see a contour again, naming them. */
function assertStreams({ parts }: SoundPlan, name: string): void {
  const stored = DEVICE_FUNCTIONALS.filter((functional) => functional.stored).map((functional) => functional.name);
  const found = stored.filter((functional) =>
    parts.some(({ jobs }) => jobs.some((job) => job.functional === functional)),
  );
  if (found.length > 0)
    throw new UserError(
      `${name}: reads ${found.join(", ")}, which need the contour of the whole sound; a stream has none, export a window instead`,
    );
}

function planValues(plan: SoundPlan): Record<string, string | number> {
  return {
    accumulatorFields: indented(accumulatorFields(plan)),
    locate: indented(locateLines(plan)),
    accumulate: indented(accumulateLines(plan)),
    functionals: indented(functionalCases(plan), 4),
    functionalVariables: indented(functionalVariables(plan)),
    parts: indented(partRows(plan)),
    sumsRows: indented(sumsRows(plan)),
    jobs: indented(jobRows(plan)),
    partOrder: `  ${wrapped(plan.partOrder.map((p) => `${p},`).join(" "), 100).join("\n  ")}`,
    partFeatures: partFeatures(plan),
    partCount: plan.parts.length,
    ...runningCounts(plan),
    jobCount: plan.parts.reduce((sum, { jobs }) => sum + jobs.length, 0),
  };
}

function stageNames({ stages }: SoundPlan): string[] {
  const { spectral, ...others } = stages;
  const on = Object.entries({ ...others, ...(spectral ? { shape: true, ...spectral } : {}) }).filter(([, is]) => is);
  return on.map(([name]) => name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`));
}

function selfTestValues(
  places: readonly number[],
  network: ReturnType<typeof smallNetwork>,
  samples: number,
  name: string,
): Record<string, string | number> {
  const features = soundFeatures(places, selfTestSound(samples));
  const lines = bitsOf(features).map((bits, i) => (i % 8 === 7 ? `${bits},\n ` : `${bits},`));
  return {
    samples,
    expectedFeatures: `  ${lines.join(" ").trimEnd()}`,
    expected: bitsOf(answerOf(network, features, name)).join(", "),
  };
}
