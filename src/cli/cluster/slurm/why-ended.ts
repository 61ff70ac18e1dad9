/**
 * Why tasks that were submitted have left nothing: what the cluster says of them, in words, with what to do.
 */

import { NODE_LACKS_FILES } from "./scripts.ts";
import type { EndedTask } from "./slurm-commands.ts";

/** Why a task has ended without its job being done, and what to do about it. */
export interface WhyEnded {
  readonly why: string;
  readonly advice: string | null;
}

const ADVICE: Readonly<Record<string, WhyEnded>> = {
  TIMEOUT: {
    why: "its time was up",
    advice: "a task resumes from its checkpoint; for more time: --slurm-options=--time=<minutes>",
  },
  OUT_OF_MEMORY: { why: "ran out of memory", advice: "for more memory: --slurm-options=--mem=<MiB>" },
  NODE_FAIL: { why: "its node failed", advice: null },
  PREEMPTED: { why: "was preempted", advice: null },
  CANCELLED: { why: "was canceled", advice: null },
};

const SIGKILL = 9;

/** As slurmstepd says it, with cgroups and without. */
const OUT_OF_MEMORY = /exceeded (job )?memory limit|oom[-_ ]kill/i;

/** Characters of a log's end that are looked at: what an earlier try of the task has said stands before. */
const LOG_END = 1000;

/**
 * The reason.
 *
 * @param ended   The task as the cluster knows it; undefined where it has forgotten.
 * @param log  What its log says, where that is in the folder here: a node writes it, so a node that does not see the folder leaves none.
 */
export function whyEnded(ended: EndedTask | undefined, log: string | undefined, folder: string): WhyEnded {
  const node = ended?.node ? ` on ${ended.node}` : "";
  if (ended?.exitCode === NODE_LACKS_FILES) {
    const without = ended.node ? `, or leave it out: --slurm-options=--exclude=${ended.node}` : "";
    return {
      why: `${ended.node || "its node"} does not see ${folder}, what it reads, or coldpress`,
      advice: `use a folder and a coldpress that all nodes see${without}`,
    };
  }
  // A cluster that watches memory by itself says so in the log alone: for its data base the task was killed.
  const state = log !== undefined && OUT_OF_MEMORY.test(log.slice(-LOG_END)) ? "OUT_OF_MEMORY" : ended?.state;
  const known = state && ADVICE[state];
  if (known) return { ...known, why: `${known.why}${node}` };
  if (ended?.node && log === undefined)
    return {
      why: `left no log${node}, which may not see ${folder}`,
      advice: "use a folder that all nodes see",
    };
  if (ended?.signal === SIGKILL)
    return { why: `was killed${node}`, advice: "if it was for its memory: --slurm-options=--mem=<MiB>" };
  if (ended?.signal) return { why: `was ended by signal ${ended.signal}${node}`, advice: null };
  if (ended?.exitCode) return { why: `ended with ${ended.exitCode}${node}`, advice: null };
  return log !== undefined
    ? { why: `ended without a result${node}`, advice: null }
    : { why: "has left no log; its node may not see the folder", advice: null };
}
