/**
 * A run's folder belongs to one run: the same command resumes it, another one is refused.
 *
 *   run.json                    what run it is
 *   written-by-coldpress.txt    the names of all files that the run wrote (manifest.ts)
 *
 * Starting anew removes what the manifest lists and nothing else; and no file that is not listed is written over. What a user
 * has put into the folder stays, whatever it is called.
 */

import { existsSync, readdirSync, realpathSync } from "node:fs";
import { join } from "node:path";
import { type ArtifactStore, isStored } from "../core/artifact-store.ts";
import { UserError } from "../core/errors.ts";
import { asJson, type JsonRecord, parseJsonRecord } from "../formats/json.ts";
import { settingsDifference } from "../runs/run-identity.ts";
import { LEFTOVER_PART } from "./atomic-file.ts";
import { folderStore } from "./folder-store.ts";
import { MANIFEST_FILE, type Manifest, openManifest, removeListedFiles } from "./manifest.ts";
import { readWholeFile } from "./read-file.ts";

/** Says in a run's folder what its run is. */
const RUN_FILE = "run.json";

export interface RunFolderOptions {
  /** Whether another run's files may be removed. */
  readonly overwrite: boolean;
  /** Files that the command reads: none of them is removed. */
  readonly inputs: readonly string[];
  /** Files of the run that stay when it is overwritten: what the next run has to know of the one before. */
  readonly kept?: readonly string[];
}

/** @throws UserError if the folder has files and is no run's. To be asked before any work. */
export function checkRunFolder(folder: string): void {
  if (!existsSync(folder) || existsSync(join(folder, RUN_FILE))) return;
  const foreign = readdirSync(folder).filter((name) => name !== MANIFEST_FILE && !LEFTOVER_PART.test(name));
  if (foreign.length > 0)
    throw new UserError(`${folder}: is not empty and holds no run of coldpress; choose another folder`);
}

/**
 * Takes a folder for a run and gives its store. Nothing is changed before the first file is written.
 *
 * @param settings  All that makes it this run and no other, as plain data.
 * @throws UserError if the folder holds another run, or files that are no run's.
 */
export function openRunFolder(folder: string, settings: object, options: RunFolderOptions): ArtifactStore {
  checkRunFolder(folder);
  const claim = asJson(settings);
  const held = heldRun(folder);
  const difference = held ? settingsDifference(held, claim) : "";
  if (difference !== "") checkOverwriting(folder, difference, options);
  const store = folderStore(folder);
  let manifest: Manifest | undefined;
  const claimed = async (): Promise<Manifest> => {
    if (manifest) return manifest;
    const carried = difference === "" ? [] : await filesOf(store, options.kept ?? []);
    if (difference !== "") removeListedFiles(folder);
    manifest = openManifest(folder);
    for (const [name, bytes] of carried) {
      manifest.add(name);
      await store.write(name, [bytes]);
    }
    if (held && difference === "") return manifest;
    manifest.add(RUN_FILE);
    await store.write(RUN_FILE, [new TextEncoder().encode(`${JSON.stringify(claim, null, 1)}\n`)]);
    return manifest;
  };
  /** Of another run, whose files are removed when this one begins. */
  const isGone = (name: string) => difference !== "" && !manifest && !options.kept?.includes(name);
  return {
    has: async (name) => !isGone(name) && isStored(store, name),
    read: async (name) => (isGone(name) ? undefined : store.read(name)),
    list: async (place) => (await (store.list?.(place) ?? [])).filter((name) => !isGone(`${place}/${name}`)),
    write: async (name, chunks) => {
      const own = await claimed();
      if (!own.has(name) && existsSync(join(folder, name))) throw new UserError(foreignFileText(join(folder, name)));
      own.add(name);
      await store.write(name, chunks);
    },
    remove: async (name) => (await claimed()).remove(name),
  };
}

async function filesOf(store: ArtifactStore, names: readonly string[]): Promise<[string, Uint8Array][]> {
  const files: [string, Uint8Array][] = [];
  for (const name of names) {
    const bytes = await store.read(name);
    if (bytes) files.push([name, bytes]);
  }
  return files;
}

function foreignFileText(path: string): string {
  return `${path}: is not a file of this run and would be written over; move it away and give the command again`;
}

/** What the run in a folder says of itself. @throws UserError if the list of its files is gone. */
function heldRun(folder: string): JsonRecord | undefined {
  const path = join(folder, RUN_FILE);
  if (!existsSync(path)) return undefined;
  if (!existsSync(join(folder, MANIFEST_FILE)))
    throw new UserError(
      `${folder}: holds a run without ${MANIFEST_FILE}, the list of its files, so they cannot be told from yours; choose another folder`,
    );
  return parseJsonRecord(readWholeFile(path), path);
}

function checkOverwriting(folder: string, difference: string, { overwrite, inputs }: RunFolderOptions): void {
  if (!overwrite)
    throw new UserError(
      `${folder}: holds a run with other settings or data (${difference}); choose another folder, or overwrite the run`,
    );
  const listed = openManifest(folder).names();
  const own = new Set(listed.map((name) => join(folder, name)).flatMap((path) => realPath(path)));
  const read = inputs.find((path) => realPath(path).some((real) => own.has(real)));
  if (read !== undefined)
    throw new UserError(
      `${read}: is read by this command and is a file of the run that would be overwritten; choose another folder`,
    );
}

/** The path without links; none where there is no such file. */
function realPath(path: string): string[] {
  return existsSync(path) ? [realpathSync(path)] : [];
}
