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

/** A task that has ended, well or not. */
export interface EndedTask {
  readonly array: string;
  readonly task: number;
  /** As Slurm calls it: COMPLETED, FAILED, TIMEOUT, OUT_OF_MEMORY, NODE_FAIL, CANCELLED, … */
  readonly state: string;
  readonly exitCode: number;
  /** That ended it; 0 where none did. */
  readonly signal: number;
  /** Where it ran; empty where it was never started. */
  readonly node: string;
}

/** Commands that a cluster's machines have. */
export interface SlurmQueue {
  /** Submits a script, to begin after other arrays have ended well. @returns The array's number. */
  submit(script: string, after: readonly string[]): string;
  /** Own tasks that wait or run. */
  tasks(): QueuedTask[];
  /** How tasks of these arrays have ended, as far as the cluster still knows. */
  ended(arrays: readonly string[]): EndedTask[];
  /** Names of the cluster's nodes. */
  nodes(): string[];
  /** Most tasks that an array may have; undefined where the cluster does not say. */
  mostTasks(): number | undefined;
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
  ended: (arrays) => (arrays.length === 0 ? [] : (accountedTasks(arrays) ?? rememberedTasks(arrays))),
  nodes: () => [...new Set(called("sinfo", ["--noheader", "--Node", "--format=%N"]).split("\n").filter(Boolean))],
  mostTasks: () => {
    const [, size] = /^MaxArraySize\s*=\s*(\d+)$/m.exec(asked("scontrol", ["show", "config"]) ?? "") ?? [];
    // The size is one more than the highest number of a task, and there is no array of none.
    return size === undefined ? undefined : Math.max(1, Number(size) - 1);
  },
  cancel: (array, task) => void called("scancel", [`${array}_${task}`]),
};

/** Of the cluster's data base; undefined where it has none. */
function accountedTasks(arrays: readonly string[]): EndedTask[] | undefined {
  const fields = "--format=JobID,State,ExitCode,NodeList";
  const printed = asked("sacct", ["--noheader", "--parsable2", "--allocations", fields, `--jobs=${arrays.join(",")}`]);
  return printed?.split("\n").flatMap((line) => {
    const [, array, task, state, ending, node] = /^(\d+)_(\d+)\|(\w+)[^|]*\|(\d+:\d+)\|(.*)$/.exec(line) ?? [];
    return array === undefined ? [] : [endedTask(array, task, state, ending, node)];
  });
}

/** Of the controller's memory, which keeps them for some minutes (MinJobAge). */
function rememberedTasks(arrays: readonly string[]): EndedTask[] {
  return arrays.flatMap((array) =>
    (asked("scontrol", ["--oneliner", "show", "job", array]) ?? "").split("\n").flatMap((line) => {
      const [, task, state, ending] = /\bArrayTaskId=(\d+) .*\bJobState=(\w+) .*\bExitCode=(\d+:\d+) /.exec(line) ?? [];
      const [, node = ""] = /\bBatchHost=(\S+)/.exec(line) ?? [];
      return task === undefined ? [] : [endedTask(array, task, state, ending, node)];
    }),
  );
}

/** @param ending  Exit code and signal, as "1:0". */
function endedTask(array: string, task = "", state = "", ending = "", node = ""): EndedTask {
  const [exitCode = 0, signal = 0] = ending.split(":").map(Number);
  return { array, task: Number(task), state, exitCode, signal, node: /^None/i.test(node) ? "" : node };
}

/** What a command printed; undefined where it is not there, or has nothing to say. */
function asked(command: string, args: readonly string[]): string | undefined {
  const { error, status, stdout } = spawnSync(command, args, { encoding: "utf8", maxBuffer: MOST_PRINTED });
  return error || status !== 0 ? undefined : stdout;
}

/** Bytes: a line for each of a million tasks. */
const MOST_PRINTED = 2 ** 28;

/** What a command printed. @throws UserError where it is not there, or says that something is wrong. */
function called(command: string, args: readonly string[]): string {
  const { error, status, stdout, stderr } = spawnSync(command, args, { encoding: "utf8", maxBuffer: MOST_PRINTED });
  const failure: NodeJS.ErrnoException | undefined = error;
  if (failure?.code === "ENOENT")
    throw new UserError(
      `--on slurm: there is no ${command} here; give the command on a machine of the cluster, or have the scripts written only (--dry-run)`,
    );
  if (error) throw error;
  if (status !== 0)
    throw new UserError(`${command}: ${stderr.trim().replaceAll("\n", "; ") || `ended with ${status}`}`);
  return stdout;
}
