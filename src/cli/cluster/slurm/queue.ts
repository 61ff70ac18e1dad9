/**
 * Slurm's own commands: sbatch, squeue and scancel of this machine.
 */

import { spawnSync } from "node:child_process";
import { UserError } from "../../../core/errors.ts";

/** A task of an array as the queue has it. */
export interface QueuedTask {
  /** Number of the array. */
  readonly array: string;
  readonly task: number;
  /** Whether it has been started. */
  readonly isRunning: boolean;
}

/** Commands that a cluster's machines have. */
export interface SlurmQueue {
  /** Hands a script in, to begin after other arrays have ended well. @returns The array's number. */
  submit(script: string, after: readonly string[]): string;
  /** Own tasks that wait or run. */
  tasks(): QueuedTask[];
  /** Takes a task out of the queue. */
  cancel(array: string, task: number): void;
}

/** States of tasks that are on a node, or just leave it. */
const ON_A_NODE = ["RUNNING", "COMPLETING", "CONFIGURING", "SUSPENDED", "STAGE_OUT"];

/** The queue of this machine's cluster. */
export const slurmQueue: SlurmQueue = {
  submit: (script, after) => {
    const dependency = after.length > 0 ? [`--dependency=afterok:${after.join(":")}`, "--kill-on-invalid-dep=yes"] : [];
    const printed = called("sbatch", ["--parsable", ...dependency, script]);
    const [, array] = /^(\d+)(;.*)?$/.exec(printed.trim()) ?? [];
    if (array === undefined) throw new UserError(`sbatch: printed no number of a job but "${printed.trim()}"`);
    return array;
  },
  tasks: () => {
    const printed = called("squeue", ["--noheader", "--array", "--me", "--format=%F %K %T"]);
    return printed.split("\n").flatMap((line) => {
      const [, array, task, state] = /^(\d+) (\d+) (\w+)$/.exec(line.trim()) ?? [];
      if (array === undefined || state === undefined) return [];
      return [{ array, task: Number(task), isRunning: ON_A_NODE.includes(state) }];
    });
  },
  cancel: (array, task) => void called("scancel", [`${array}_${task}`]),
};

/** What a command printed. @throws UserError where it is not there, or says that something is wrong. */
function called(command: string, args: readonly string[]): string {
  const { error, status, stdout, stderr } = spawnSync(command, args, { encoding: "utf8" });
  if ((error as NodeJS.ErrnoException | undefined)?.code === "ENOENT")
    throw new UserError(
      `--on slurm: there is no ${command} here; give the command on a machine of the cluster, or have the scripts written only (--dry-run)`,
    );
  if (error) throw error;
  if (status !== 0)
    throw new UserError(`${command}: ${stderr.trim().replaceAll("\n", "; ") || `ended with ${status}`}`);
  return stdout;
}
