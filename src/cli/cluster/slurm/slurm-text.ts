/**
 * What a command says of its run on a Slurm cluster: how far it is, what went wrong and why, what was submitted.
 */

import { hostname } from "node:os";
import { some } from "../../../core/finding.ts";
import { fileSystemOfOneMachine } from "../../../node/file-system.ts";
import type { SlurmGroup } from "./scripts.ts";
import { type JobStanding, type KnownJob, STANDINGS } from "./standing.ts";
import type { WhyEnded } from "./why-ended.ts";

/** A group, and the number that its array has got. */
export interface SubmittedGroup {
  readonly array: string;
  readonly group: SlurmGroup;
}

/** Errors of jobs that are told one by one. */
const MOST_FAILURES = 10;

/** "8 jobs: 6 done, 2 running" */
export function countsText(standings: readonly JobStanding[]): string {
  const counts = STANDINGS.flatMap((standing) => {
    const count = standings.filter((own) => own.standing === standing).length;
    return count > 0 ? [`${count} ${standing}`] : [];
  });
  return `${standings.length} jobs: ${counts.join(", ")}`;
}

/** The errors that jobs have left. */
export function failureTexts(jobs: readonly KnownJob[], standings: readonly JobStanding[]): string[] {
  const failures = jobs.flatMap(({ job, failure }, j) =>
    failure && standings[j]?.standing === "failed" ? [`failed ${job.name}: ${failure}`] : [],
  );
  const more = failures.length - MOST_FAILURES;
  return more > 0 ? [...failures.slice(0, MOST_FAILURES), `… and ${more} more`] : failures;
}

/** Tasks that have left nothing, those with the same reason together. @param failed  Each job's name with its task. */
export function endedTexts(failed: readonly (WhyEnded & { readonly name: string })[], folder: string): string[] {
  if (failed.length === 0) return [];
  const byReason = new Map<string, string[]>();
  for (const { name, why, advice } of failed) {
    const reason = advice ? `${why}: ${advice}` : why;
    const names = byReason.get(reason);
    if (names) names.push(name);
    else byReason.set(reason, [name]);
  }
  return [
    "Ended without a result:",
    ...[...byReason].map(([reason, names]) => `  ${some(names)}: ${reason}`),
    `What they said is in ${folder}/slurm/*.log.`,
  ];
}

/** What has gone in, and how to follow it. */
export function submittedTexts(sent: readonly SubmittedGroup[], folder: string): string[] {
  if (sent.length === 0) return ["Nothing to submit: wait for what is under way, then give the same command again."];
  const counted = ({ jobs }: SlurmGroup) => `${jobs.length} job${jobs.length === 1 ? "" : "s"}`;
  return [
    "Submitted:",
    ...sent.map(({ array, group }) => `  ${array}  ${group.name}, ${counted(group)}`),
    `To follow: squeue --me; tail -f ${folder}/slurm/*.log; the same command again says how far it is and submits what failed.`,
  ];
}

/** How to submit by hand what was written. */
export function dryTexts(groups: readonly SlurmGroup[], folder: string): string[] {
  const lines = groups.map(({ name, after }) => {
    const dependency = after.length > 0 ? `  after ${after.join(", ")} (--dependency=afterok:<their numbers>)` : "";
    return `  sbatch ${folder}/slurm/${name}.sh${dependency}`;
  });
  return ["Written, and not submitted:", ...lines];
}

/** A warning where the folder seems to be of this machine alone, and the cluster has others. */
export function sharingTexts(folder: string, nodes: readonly string[]): string[] {
  const own = shortName(hostname());
  const others = nodes.filter((node) => shortName(node) !== own);
  const kind = fileSystemOfOneMachine(folder);
  if (kind === null || others.length === 0) return [];
  return [
    `warning ${folder}: lies on a file system of this machine (${kind}). If ${some(others)} do not see it by the same path, tasks will ` +
      "end at once and the same command will say so; then choose a folder that all nodes see.",
  ];
}

function shortName(host: string): string {
  return host.split(".")[0].toLowerCase();
}
