/**
 * From sound to the verdict as a folder of C: the stages that a network's features need, and the network.
 */

import { UserError } from "../../core/errors.ts";
import { compactBytes } from "../../device/compact-network.ts";
import { DEVICE_FUNCTIONALS } from "../../features/device/functional-set.ts";
import { filled, withSections } from "./c-text.ts";
import { kernelCode } from "./kernel-code.ts";
import { networkCode } from "./network-code.ts";
import { answerOf, type ProjectTask, smallNetwork } from "./network-project.ts";
import { commonValues, indented, projectFiles } from "./project-files.ts";
import { bitsOf } from "./self-test.ts";
import { selfTestSound } from "./self-test-sound.ts";
import {
  accumulateLines,
  accumulatorFields,
  energyBand,
  functionalCases,
  functionalVariables,
  jobRows,
  locateLines,
  partRows,
  planBytes,
  sectionsOf,
  soundTables,
} from "./sound-code.ts";
import { soundFeatures } from "./sound-features.ts";
import { featurePlaces, type SoundPlan, soundPlan } from "./sound-plan.ts";
import { TEMPLATES } from "./templates.generated.ts";
import { windowSizes } from "./window-sizes.ts";

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
  const network = smallNetwork(task);
  const places = featurePlaces(network.features, task.name);
  const plan = soundPlan(places);
  if (task.windowSeconds === null) assertStreams(plan, task.name);
  const sections = sectionsOf(plan);
  const sizes = windowSizes(plan, task.windowSeconds);
  const code = networkCode(network, "features");
  const given = {
    ...commonValues(task, network),
    ...sizes,
    ...planValues(plan, sizes.contourRoom),
    variables: indented(code.variables),
    statements: indented(code.statements),
    lowBand: energyBand(0),
    highBand: energyBand(1),
    ...selfTestValues(places, network, Math.min(SELF_TEST_SAMPLES, sizes.window), task.name),
  };
  const body = filled(withSections(TEMPLATES["sound/name.c"] as string, sections), { ...given, kernels: "" });
  const kernels = kernelCode(body);
  const heard = soundTables(body, plan);
  const tables = [...heard, ...code.tables];
  const values = {
    ...given,
    kernels,
    declarations: tables.map(({ declaration }) => declaration).join("\n"),
    definitions: tables.map(({ definition }) => definition).join("\n\n"),
    flash: heard.reduce((sum, { bytes }) => sum + bytes, planBytes(plan) + compactBytes(network)),
    networkFlash: compactBytes(network),
  };
  return projectFiles("sound", task.prefix, { values, sections });
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

function planValues(plan: SoundPlan, room: number): Record<string, string | number> {
  return {
    accumulatorFields: indented(accumulatorFields(plan)),
    locate: indented(locateLines(plan)),
    accumulate: indented(accumulateLines(plan)),
    functionals: indented(functionalCases(plan), 4),
    functionalVariables: indented(functionalVariables(plan, room)),
    parts: indented(partRows(plan)),
    jobs: indented(jobRows(plan)),
    partCount: plan.parts.length,
    jobCount: plan.parts.reduce((sum, { jobs }) => sum + jobs.length, 0),
    contourCount: plan.contours,
    descriptorCount: plan.descriptors,
    stages: stageNames(plan).join(", "),
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
