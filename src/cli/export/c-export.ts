/**
 * A container as C99 for microcontrollers: a folder that compiles.
 */

import { UserError } from "../../core/errors.ts";
import { sha256 } from "../../core/fingerprint.ts";
import { isPrefix } from "../../export/c/c-text.ts";
import type { Fact } from "../../export/c/facts.ts";
import { networkProject } from "../../export/c/network-project.ts";
import { soundProject } from "../../export/c/sound-project.ts";
import { figuresOfNotes } from "../../export/figures-notes.ts";
import { type Profiled, profileOf } from "../../features/feature-profile.ts";
import { type ContainerSurvivors, decodeContainerSurvivors } from "../../formats/container/container-survivors.ts";
import { writeSiteFolder } from "../../node/site-folder.ts";
import { VERSION } from "../files/made-with.ts";
import { printJson } from "../terminal/print.ts";
import type { ExportFlags, ExportKind } from "./export-kind.ts";
import { findFigures } from "./figures-input.ts";
import { readContainerFile } from "./read-container-file.ts";

export const cKind: ExportKind = {
  name: "c",
  takes: ["name", "featuresGiven", "window", "stream", "figures", "json"],
  run: exportC,
};

async function exportC(path: string, flags: ExportFlags): Promise<void> {
  const { out, name = "cold", featuresGiven, window, stream, json } = flags;
  if (!isPrefix(name))
    throw new UserError(
      `export c: --name ${name} must be an identifier of C in lower case, up to 24 letters, no two underscores in a row, and no word or ` +
        "header of C or target of CMake (int, math, test), such as cold or cough_model",
    );
  const seconds = windowSeconds(window, stream, featuresGiven);
  const bytes = readContainerFile(path, "export c", "C");
  const survivors = decodeContainerSurvivors(bytes, path);
  const { network, provenance } = survivors;
  if (!featuresGiven) assertDeviceProfile(network, path);
  const noted = flags.figures === undefined ? figuresOfNotes(provenance) : null;
  const figures = noted ?? (await findFigures({ path, bytes }, flags.figures))?.figures ?? null;
  const command = `coldpress export c ${fileName(path)} --name ${name} ${heardOption(seconds, featuresGiven)}`;
  const origin = originFacts(survivors, fileName(path), await sha256(bytes), command);
  const task = { network, prefix: name, name: path, version: VERSION, provenance: origin, figures };
  const files = featuresGiven ? networkProject(task) : soundProject({ ...task, windowSeconds: seconds });
  writeSiteFolder(out, files);
  if (json)
    printJson({ folder: out, files: Object.fromEntries([...files].map(([place, { length }]) => [place, length])) });
  else process.stdout.write(`${out}\n`);
}

function fileName(path: string): string {
  return path.split(/[\\/]/).at(-1) as string;
}

function originFacts(
  { madeFrom, provenance }: ContainerSurvivors,
  file: string,
  hash: string,
  command: string,
): Fact[] {
  return [
    { name: "Container", text: `${file}, sha256:${hash}` },
    ...(madeFrom === "" ? [] : [{ name: "Made from", text: madeFrom }]),
    { name: "Command", text: command },
    ...(typeof provenance["name"] === "string" ? [{ name: "Method", text: provenance["name"] }] : []),
  ];
}

/**
 * That the network learned from what the code computes.
 *
 * @throws UserError for a network of the reference profile: its figures are not those of a network that is asked with other features.
 */
function assertDeviceProfile(network: Profiled, path: string): void {
  const profile = profileOf(network);
  if (profile === "device") return;
  throw new UserError(
    `${path}: was trained on features of the ${profile} profile, a board computes those of the device profile; extract them ` +
      "(features --profile device) and train on these, or take --features-given for features that are computed elsewhere",
  );
}

/** The paper's recordings have up to 10 seconds. */
const DEFAULT_SECONDS = 8;
const MOST_SECONDS = 60;

/** Null for a stream. @throws UserError for a window without features, or beyond what a microcontroller holds. */
function windowSeconds(
  window: string | undefined,
  stream: true | undefined,
  featuresGiven: true | undefined,
): number | null {
  const given = window !== undefined ? "--window" : stream ? "--stream" : null;
  if (given !== null && featuresGiven)
    throw new UserError(`export c: ${given} does nothing with --features-given, where no sound is heard`);
  if (window !== undefined && stream) throw new UserError("export c: --window and --stream exclude each other");
  if (stream) return null;
  const seconds = Number(window ?? DEFAULT_SECONDS);
  if (!(seconds >= 0.1 && seconds <= MOST_SECONDS))
    throw new UserError(`export c: --window must be 0.1 to ${MOST_SECONDS} seconds, got ${window}`);
  return seconds;
}

function heardOption(seconds: number | null, featuresGiven: true | undefined): string {
  if (featuresGiven) return "--features-given";
  return seconds === null ? "--stream" : `--window ${seconds}`;
}
