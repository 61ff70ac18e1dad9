/**
 * A run on a Slurm cluster: scripts written, handed in, followed; the same command again hands in what is missing.
 */

import { fileURLToPath } from "node:url";
import type { ArtifactStore } from "../../../core/artifact-store.ts";
import { UserError } from "../../../core/errors.ts";
import { type QueuedTask, type SlurmQueue, slurmQueue } from "./queue.ts";
import { groupList, type SlurmGroup, type SlurmSettings, slurmGroups, slurmScript } from "./scripts.ts";
import { type JobStanding, type KnownJob, STANDINGS, standingsOf } from "./standing.ts";
import { noteSubmitted, submittedArrays } from "./submitted.ts";

/** What the user may say about the cluster. */
export interface SlurmFlags {
  readonly dryRun?: true;
  readonly slurmOptions: string;
  readonly slurmTasks: number;
}

export interface SlurmRun {
  /** All jobs, each after those that it needs. */
  readonly jobs: readonly KnownJob[];
  /** Where slurm/ lies, and the same as a path: absolute. */
  readonly store: ArtifactStore;
  readonly folder: string;
  /** Where tasks begin, and what they must see: absolute. */
  readonly workingFolder: string;
  readonly sees: string;
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

/** Writes the scripts of what is missing and hands them in, or writes them only. */
export async function onSlurm(run: SlurmRun, queue: SlurmQueue = slurmQueue): Promise<SlurmOutcome> {
  const { jobs, store, flags } = run;
  if (jobs.every(({ isDone }) => isDone)) return { lines: [`${jobs.length} jobs: all done`], isDone: true };
  const arrays = await submittedArrays(store);
  const standings = standingsOf(jobs, arrays, flags.dryRun ? tasksIfAny(queue) : queue.tasks());
  const counts = countsText(standings);
  const missing = standings.filter(({ standing }) => ["failed", "lost", "new"].includes(standing));
  const failures = jobs.flatMap(({ job, failure }, j) =>
    failure && standings[j]?.standing === "failed" ? [`failed ${job.name}: ${failure}`] : [],
  );
  const groups = slurmGroups(missing.map(({ job }) => job));
  const settings = settingsOf(run);
  for (const group of groups) {
    await writeText(store, `slurm/${group.name}.jobs`, groupList(group));
    await writeText(store, `slurm/${group.name}.sh`, slurmScript(group, settings));
  }
  if (flags.dryRun) return { lines: [counts, ...failures, ...dryText(groups, settings)], isDone: false };
  for (const { isQueued, task } of missing) if (isQueued && task) queue.cancel(task.array, task.task);
  const ids = await handIn(groups, standings, settings, { store, queue });
  const handed = groups.map(
    ({ name, jobs: own }, g) => `${ids[g]}  ${name}, ${own.length} job${own.length === 1 ? "" : "s"}`,
  );
  return {
    lines: [counts, ...failures, ...silentText(missing, settings), ...handedText(handed, settings)],
    isDone: false,
  };
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

/** Hands the groups in, each after what it needs: groups that go in now, and arrays that are under way. */
async function handIn(
  groups: readonly SlurmGroup[],
  standings: readonly JobStanding[],
  { folder }: SlurmSettings,
  { store, queue }: { readonly store: ArtifactStore; readonly queue: SlurmQueue },
): Promise<string[]> {
  const underWay = new Map(
    standings.flatMap(({ job, standing, task }) =>
      task && (standing === "running" || standing === "queued") ? [[job.name, task.array] as const] : [],
    ),
  );
  const ids = new Map<string, string>();
  for (const group of groups) {
    const before = group.jobs.flatMap(({ needs }) => needs.flatMap((need) => underWay.get(need) ?? []));
    const after = [...new Set([...group.after.map((name) => ids.get(name) as string), ...before])];
    const array = queue.submit(`${folder}/slurm/${group.name}.sh`, after);
    ids.set(group.name, array);
    await noteSubmitted(store, { array, jobs: group.jobs.map(({ name }) => name) });
  }
  return groups.map(({ name }) => ids.get(name) as string);
}

function settingsOf({ folder, workingFolder, sees, command, cores, flags }: SlurmRun): SlurmSettings {
  const entry = fileURLToPath(new URL("../../coldpress.js", import.meta.url));
  return {
    folder,
    workingFolder,
    sees,
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

function countsText(standings: readonly JobStanding[]): string {
  const counts = STANDINGS.flatMap((standing) => {
    const count = standings.filter((own) => own.standing === standing).length;
    return count > 0 ? [`${count} ${standing}`] : [];
  });
  return `${standings.length} jobs: ${counts.join(", ")}`;
}

/** Tasks that failed without a word: a node that does not see the folder cannot write there. */
function silentText(missing: readonly JobStanding[], { folder }: SlurmSettings): string[] {
  const failed = missing.filter(({ standing }) => standing === "failed");
  if (failed.length === 0) return [];
  const tasks = failed.map(({ job, task }) => `${job.name} (${task?.array}_${task?.task})`);
  return [
    `Handed in again: ${tasks.join(", ")}. What they said is in ${folder}/slurm/*.log; where a task has left no log, its node may not see the folder.`,
  ];
}

function handedText(handed: readonly string[], { folder }: SlurmSettings): string[] {
  if (handed.length === 0) return ["Nothing to hand in: wait for what is under way, then give the same command again."];
  return [
    "Handed in:",
    ...handed.map((line) => `  ${line}`),
    `To follow: squeue --me; tail -f ${folder}/slurm/*.log; the same command again says how far it is and hands in what failed.`,
  ];
}

function dryText(groups: readonly SlurmGroup[], { folder }: SlurmSettings): string[] {
  const lines = groups.map(({ name, after }) => {
    const dependency = after.length > 0 ? `  after ${after.join(", ")} (--dependency=afterok:<their numbers>)` : "";
    return `  sbatch ${folder}/slurm/${name}.sh${dependency}`;
  });
  return ["Written, and not handed in:", ...lines];
}
