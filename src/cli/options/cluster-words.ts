/**
 * A command line as a task of a cluster gives it: the words that the user gave, without those about the cluster.
 */

import type { Command } from "commander";
import { UserError } from "../../core/errors.ts";

/** The task says these itself, or they are said once. */
const NOT_FOR_TASKS = ["on", "dryRun", "slurmOptions", "slurmTasks", "shards", "threads", "jobs", "overwrite", "json"];

/**
 * The words that a task begins with.
 *
 * @param words  After the program's name.
 * @throws UserError where nothing can be added to them.
 */
export function wordsOfTask(command: Command, words: readonly string[]): string[] {
  if (words.includes("--")) throw new UserError(`--: a task adds options of its own; write ./-name for a file -name`);
  const dropped = command.options.filter((option) => NOT_FOR_TASKS.includes(option.attributeName()));
  const kept: string[] = [];
  for (let w = 0; w < words.length; w++) {
    const word = words[w];
    const option = dropped.find(({ long }) => word === long || word.startsWith(`${long}=`));
    if (!option) kept.push(word);
    else if (option.required && word === option.long) w++;
  }
  return kept;
}
