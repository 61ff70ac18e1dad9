/**
 * A command that is done in parts, as workers find it in a folder that they share: how it is called, and which parts there are.
 *
 *   jobs/parts.json    this
 *
 * A worker calls coldpress again, in a process of its own: the command that stands here, for the output that belongs to the folder.
 */

import { existsSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import type { ArtifactStore } from "../../core/artifact-store.ts";
import { UserError } from "../../core/errors.ts";
import type { ListedJob } from "../../experiment/job-states.ts";
import { sharedEngine } from "../../experiment/shared-plan.ts";
import { folderStore } from "../../node/folder-store.ts";
import { jobStore } from "../../node/job-store.ts";
import { readWholeFile } from "../../node/read-file.ts";
import { tableOfFolder } from "../jobs/extraction-parts.ts";

/** Its name in the folder. */
export const SHARED_PARTS_FILE = "jobs/parts.json";

const SHARED_PARTS_SCHEMA = "coldpress/parts";

/** Commands that know parts: the option that names one, what --out is for the folder, and where it is noted that a part is done. */
const COMMANDS = {
  features: { option: "--shard", outOf: tableOfFolder, storeOf: folderStore },
  squeeze: { option: "--part", outOf: (folder: string) => folder, storeOf: jobStore },
} as const;

/** A command that can be done in parts. */
export type PartedCommand = keyof typeof COMMANDS;

/** The option of a command that names a part. */
export function optionOfParts(command: PartedCommand): string {
  return COMMANDS[command].option;
}

const sharedParts = z.object({
  schema: z.literal(SHARED_PARTS_SCHEMA),
  command: z.enum(["features", "squeeze"]),
  /** As the user gave them, the command's name first, without those about the cluster. */
  words: z.array(z.string()).readonly(),
  /** Where they were given, and what they name: absolute, on the machine that planned. */
  workingFolder: z.string(),
  sees: z.array(z.string()).readonly(),
  /** Null where parts give the same bits on every machine. */
  engine: sharedEngine.nullable(),
  parts: z
    .array(z.object({ name: z.string(), fingerprint: z.string(), needs: z.array(z.string()).readonly() }))
    .readonly() satisfies z.ZodType<readonly ListedJob[]>,
});

/** The content of jobs/parts.json. */
export type SharedParts = Omit<z.infer<typeof sharedParts>, "schema">;

/** Writes it. @param shared  Of its parts what is more than `ListedJob` is left out. */
export function writeSharedParts(shared: SharedParts, store: ArtifactStore): Promise<void> {
  const parts = shared.parts.map(({ name, fingerprint, needs }) => ({ name, fingerprint, needs }));
  const text = `${JSON.stringify({ schema: SHARED_PARTS_SCHEMA, ...shared, parts }, null, 1)}\n`;
  return store.write(SHARED_PARTS_FILE, [new TextEncoder().encode(text)]);
}

/** The command in a folder; undefined where there is none. @throws UserError if the file is damaged. */
export function readSharedParts(folder: string): SharedParts | undefined {
  const path = join(folder, SHARED_PARTS_FILE);
  if (!existsSync(path)) return undefined;
  const damaged = () => new UserError(`${path}: does not say what is to be done; give the command with --on again`);
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder().decode(readWholeFile(path)));
  } catch {
    throw damaged();
  }
  const parsed = sharedParts.safeParse(json);
  if (!parsed.success) throw damaged();
  return parsed.data;
}

/**
 * The words that do a part.
 *
 * @param folder    As this machine sees it.
 * @param pathHere  A path of the planning machine on this one.
 */
export function wordsOfPart(
  { command, words }: SharedParts,
  part: string,
  folder: string,
  pathHere: (path: string) => string,
): string[] {
  const given = words.slice(1).map((word) => wordHere(word, pathHere));
  return [command, ...given, "--out", COMMANDS[command].outOf(folder), optionOfParts(command), part];
}

/** A path may stand alone, or after its option: "--data=/shared/tables". */
function wordHere(word: string, pathHere: (path: string) => string): string {
  const [, option = "", value = word] = /^(--[\w-]+=)(.*)$/s.exec(word) ?? [];
  return option + pathHere(value);
}

/** Where it is noted which parts are done. */
export function storeOfParts({ command }: SharedParts, folder: string): ArtifactStore {
  return COMMANDS[command].storeOf(folder);
}
