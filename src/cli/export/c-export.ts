/**
 * A container as C99 for microcontrollers: a folder that compiles.
 */

import { UserError } from "../../core/errors.ts";
import { type Finding, warning } from "../../core/finding.ts";
import { sha256 } from "../../core/fingerprint.ts";
import { isPrefix } from "../../export/c/c-text.ts";
import { networkProject } from "../../export/c/network-project.ts";
import { soundProject } from "../../export/c/sound-project.ts";
import { type Profiled, profileOf } from "../../features/feature-profile.ts";
import { decodeContainerSurvivors } from "../../formats/container/container-survivors.ts";
import { writeSiteFolder } from "../../node/site-folder.ts";
import { VERSION } from "../files/made-with.ts";
import { printJson } from "../terminal/print.ts";
import { Progress } from "../terminal/progress.ts";
import { sayFindings } from "../terminal/say-findings.ts";
import type { ExportFlags, ExportKind } from "./export-kind.ts";
import { readContainerFile } from "./read-container-file.ts";

export const cKind: ExportKind = {
  name: "c",
  takes: ["name", "featuresGiven", "window", "stream", "json"],
  run: exportC,
};

async function exportC(
  path: string,
  { out, name = "cold", featuresGiven, window, stream, json }: ExportFlags,
): Promise<void> {
  if (!isPrefix(name))
    throw new UserError(
      `export c: --name ${name} must be an identifier of C in lower case, up to 24 letters, such as cold or cough_model`,
    );
  const seconds = windowSeconds(window, stream, featuresGiven);
  const bytes = readContainerFile(path, "export c", "C");
  const { network, madeFrom, provenance } = decodeContainerSurvivors(bytes, path);
  const file = path.split(/[\\/]/).at(-1) as string;
  const task = {
    network,
    prefix: name,
    name: path,
    version: VERSION,
    provenance: [
      `Container ${file}, sha256:${await sha256(bytes)}`,
      ...(madeFrom === "" ? [] : [`Made from ${madeFrom}`]),
      `Command   coldpress export c ${file} --name ${name} ${heardOption(seconds, featuresGiven)}`,
      ...(typeof provenance["name"] === "string" ? [`Name      ${provenance["name"]}`] : []),
    ],
  };
  if (!featuresGiven) sayFindings(profileFindings(network, path), new Progress({ quiet: false }));
  const files = featuresGiven ? networkProject(task) : soundProject({ ...task, windowSeconds: seconds });
  writeSiteFolder(out, files);
  if (json)
    printJson({ folder: out, files: Object.fromEntries([...files].map(([place, { length }]) => [place, length])) });
  else process.stdout.write(`${out}\n`);
}

/** The code computes the device profile; what was learned from the reference's has not been measured on it. */
function profileFindings(network: Profiled, path: string): Finding[] {
  const profile = profileOf(network);
  if (profile === "device") return [];
  const sentence =
    `${path} was trained on features of the ${profile} profile, the code computes those of the device profile: ` +
    "nearly the same, but not what its figures were measured on. Train and evaluate it with --profile device.";
  return [warning("profile", sentence)];
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
