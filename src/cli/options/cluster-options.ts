/**
 * The options that have a command done by a cluster instead of here.
 */

import { type Command, InvalidArgumentError } from "commander";
import { UserError } from "../../core/errors.ts";
import { isQueueAddress, type QueueAddress, queueAddress } from "../cluster/queue/queue-address.ts";
import type { SlurmFlags } from "../cluster/slurm/on-slurm.ts";
import { isGiven } from "./method-options.ts";
import { wholeNumber } from "./option-parsers.ts";

/** Who does the work: Slurm, or the workers of a queue. */
export type ClusterPlace = "slurm" | QueueAddress;

export interface ClusterFlags extends SlurmFlags {
  readonly on?: ClusterPlace;
}

/** Tasks of an array at the same time, unless the user says otherwise. */
const USUAL_TASKS = 100;

/** Cores of a task, unless --threads says otherwise: this machine's number says nothing of the nodes. */
export const USUAL_CORES = 2;

/** Options that belong to --on slurm. */
const SLURM_OPTIONS = ["dryRun", "slurmOptions", "slurmTasks"];

/** Options that belong to any cluster. */
const CLUSTER_OPTIONS = ["shards"];

/** Adds --on and what belongs to it. */
export function addClusterOptions(command: Command): Command {
  return command
    .option(
      "--on <where>",
      "have a cluster do it: slurm, or the workers of a queue, redis://host:6379 (--out must lie where all machines see it)",
      clusterPlace,
    )
    .option("--dry-run", "with --on slurm: write the scripts and hand nothing in")
    .option(
      "--slurm-options <options>",
      "further options of sbatch, such as '--partition=long --account=me'",
      oneLine,
      "",
    )
    .option("--slurm-tasks <count>", "tasks of an array at the same time", wholeNumber(1), USUAL_TASKS)
    .hook("preAction", (_, acting) => refuseWithoutCluster(acting));
}

function refuseWithoutCluster(command: Command): void {
  const on = command.getOptionValue("on");
  if (on === "slurm") return;
  const givenOf = (names: readonly string[]) =>
    command.options
      .map((option) => ({ long: option.long, name: option.attributeName() }))
      .find(({ name }) => names.includes(name) && isGiven(command, name));
  const given = givenOf(SLURM_OPTIONS);
  if (given) throw new UserError(`${given.long}: does nothing without --on slurm`);
  const ofAny = on === undefined && givenOf(CLUSTER_OPTIONS);
  if (ofAny) throw new UserError(`${ofAny.long}: does nothing without --on`);
}

/** Where the work goes. Shells complete the word. */
const clusterPlace = Object.assign(
  (word: string): ClusterPlace => {
    if (word === "slurm") return word;
    if (isQueueAddress(word)) return queueAddress(word);
    throw new InvalidArgumentError("expected slurm, or a queue such as redis://host:6379.");
  },
  { words: ["slurm"] },
);

/** They become a line of the scripts. */
function oneLine(word: string): string {
  if (!/^\s*-/.test(word) || /[\r\n]/.test(word))
    throw new InvalidArgumentError("expected options of sbatch on one line, such as --partition=long.");
  return word.trim();
}
