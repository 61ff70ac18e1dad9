/**
 * A run on a Slurm cluster: scripts written, submitted, followed; the same command again submits what is missing.
 */

import { fileURLToPath } from "node:url";
import { type ArtifactStore, listedIn } from "../../../core/artifact-store.ts";
import { UserError } from "../../../core/errors.ts";
import { PROCESS_TOKEN } from "../../../node/process-name.ts";
import { type SlurmGroup, type SlurmSettings, slurmGroups, slurmScript } from "./scripts.ts";
import { type QueuedTask, type SlurmQueue, slurmQueue } from "./slurm-commands.ts";
import {
  countsText,
  dryTexts,
  endedTexts,
  failureTexts,
  type SubmittedGroup,
  sharingTexts,
  submittedTexts,
} from "./slurm-text.ts";
import { type JobStanding, type KnownJob, standingsOf } from "./standing.ts";
import { noteSubmitted, submittedArrays } from "./submitted.ts";
import { whyEnded } from "./why-ended.ts";

/** What the user may say about the cluster. */
export interface SlurmFlags {
  readonly dryRun?: true;
  readonly slurmOptions: string;
  readonly slurmTasks: number;
}

/** A run whose jobs Slurm does. */
export interface SlurmRun {
  /** All jobs, each after those that it needs. */
  readonly jobs: readonly KnownJob[];
  /** Where slurm/ lies, and the same as a path: absolute. */
  readonly store: ArtifactStore;
  readonly folder: string;
  /** Where tasks begin, and what they must see: absolute. */
  readonly workingFolder: string;
  readonly sees: readonly string[];
  readonly command: SlurmSettings["command"];
  /** Cores of a task. */
  readonly cores: number;
  readonly flags: SlurmFlags;
}

/** What became of it: lines for the user, and whether all jobs are done. */
export interface SlurmOutcome {
  readonly lines: readonly string[];
  readonly isDone: boolean;
}

/** Writes the scripts of what is missing and submits them, or writes them only. */
export async function onSlurm(run: SlurmRun, queue: SlurmQueue = slurmQueue): Promise<SlurmOutcome> {
  const { jobs, store, flags, folder } = run;
  if (jobs.every(({ isDone }) => isDone)) return { lines: [`${jobs.length} jobs: all done`], isDone: true };
  const arrays = await submittedArrays(store);
  const standings = standingsOf(jobs, arrays, flags.dryRun ? tasksIfAny(queue) : queue.tasks());
  const missing = standings.filter(({ standing }) => ["failed", "lost", "new"].includes(standing));
  const groups = slurmGroups(
    missing.map(({ job }) => job),
    queue.mostTasks(),
  );
  const settings = settingsOf(run);
  const nonce = settings.sees.at(-1) as string;
  if (groups.length > 0) await writeText(store, nonce.slice(folder.length + 1), "");
  for (const group of groups) await writeText(store, `slurm/${group.name}.sh`, slurmScript(group, settings));
  const known = [countsText(standings), ...failureTexts(jobs, standings), ...(await endingTexts(missing, run, queue))];
  if (flags.dryRun) return { lines: [...known, ...dryTexts(groups, folder)], isDone: false };
  for (const { isQueued, task } of missing) if (isQueued && task) queue.cancel(task.array, task.task);
  const sent = await submitGroups(groups, standings, settings, { store, queue });
  const warnings = groups.length > 0 && !jobs.some(({ isDone }) => isDone) ? sharingTexts(folder, queue.nodes()) : [];
  return { lines: [...warnings, ...known, ...submittedTexts(sent, folder)], isDone: false };
}

/** Why tasks have left nothing, from the cluster and the logs that are here. */
async function endingTexts(
  missing: readonly JobStanding[],
  { store, folder }: SlurmRun,
  queue: SlurmQueue,
): Promise<string[]> {
  const failed = missing.filter(({ standing, task }) => standing === "failed" && task);
  const arrays = [...new Set(failed.flatMap(({ task }) => task?.array ?? []))];
  const ended = new Map(queue.ended(arrays).map((own) => [`${own.array}_${own.task}`, own]));
  const files = [...((await listedIn(store, "slurm")) ?? [])];
  const logs = new Map(files.map((name) => [/-(\d+_\d+)\.log$/.exec(name)?.[1], name]));
  const reasons = failed.map(async ({ job, task }) => {
    const place = `${task?.array}_${task?.task}`;
    const log = await textOf(store, logs.get(place));
    return { name: `${job.name} (${place})`, ...whyEnded(ended.get(place), log, folder) };
  });
  return endedTexts(await Promise.all(reasons), folder);
}

/** A file's text; undefined where there is none. */
async function textOf(store: ArtifactStore, name: string | undefined): Promise<string | undefined> {
  const bytes = name === undefined ? undefined : await store.read(name);
  return bytes && new TextDecoder().decode(bytes);
}

/** Scripts may be written where there is no cluster. */
function tasksIfAny(queue: SlurmQueue): QueuedTask[] {
  try {
    return queue.tasks();
  } catch (error) {
    if (error instanceof UserError) return [];
    throw error;
  }
}

/** Submits the groups, each after what it needs: groups that go in now, and arrays that are under way. */
async function submitGroups(
  groups: readonly SlurmGroup[],
  standings: readonly JobStanding[],
  { folder }: SlurmSettings,
  { store, queue }: { readonly store: ArtifactStore; readonly queue: SlurmQueue },
): Promise<SubmittedGroup[]> {
  const underWay = new Map(
    standings.flatMap(({ job, standing, task }) =>
      task && (standing === "running" || standing === "queued") ? [[job.name, task.array] as const] : [],
    ),
  );
  const sent = new Map<string, SubmittedGroup>();
  for (const group of groups) {
    const before = group.jobs.flatMap(({ needs }) => needs.flatMap((need) => underWay.get(need) ?? []));
    const after = [...new Set([...group.after.map((name) => (sent.get(name) as SubmittedGroup).array), ...before])];
    const array = submitted(queue, `${folder}/slurm/${group.name}.sh`, after, sent.size, groups.length);
    sent.set(group.name, { array, group });
    await noteSubmitted(store, { array, jobs: group.jobs.map(({ name }) => name) });
  }
  return [...sent.values()];
}

/** @throws UserError as the queue says it, and what has gone in before: clusters limit how much one may submit. */
function submitted(queue: SlurmQueue, script: string, after: readonly string[], done: number, all: number): string {
  try {
    return queue.submit(script, after);
  } catch (error) {
    if (!(error instanceof UserError) || done === 0) throw error;
    throw new UserError(
      `${error.message}; ${done} of ${all} arrays are submitted, the same command later submits the rest`,
      { cause: error },
    );
  }
}

function settingsOf({ folder, workingFolder, sees, command, cores, flags }: SlurmRun): SlurmSettings {
  const entry = fileURLToPath(new URL("../../coldpress.js", import.meta.url));
  return {
    folder,
    workingFolder,
    sees: [...sees, `${folder}/slurm/seen-${PROCESS_TOKEN}`],
    program: [process.execPath, entry],
    command,
    cores,
    tasks: flags.slurmTasks,
    options: flags.slurmOptions,
  };
}

function writeText(store: ArtifactStore, name: string, text: string): Promise<void> {
  return store.write(name, [new TextEncoder().encode(text)]);
}
