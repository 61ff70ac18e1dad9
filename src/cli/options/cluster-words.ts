/**
 * A command line as a task of a cluster gives it: the words that the user gave, without those about the cluster.
 */

import type { Command } from "commander";

/** The task says these itself, or they are said once. */
const NOT_FOR_TASKS = ["on", "dryRun", "slurmOptions", "slurmTasks", "threads", "overwrite", "json"];

/** @param words  After the program's name. */
export function wordsOfTask(command: Command, words: readonly string[]): string[] {
  const dropped = command.options.filter((option) => NOT_FOR_TASKS.includes(option.attributeName()));
  const kept: string[] = [];
  for (let w = 0; w < words.length; w++) {
    const word = words[w] as string;
    const option = dropped.find(({ long }) => word === long || word.startsWith(`${long}=`));
    if (!option) kept.push(word);
    else if (option.required && word === option.long) w++;
  }
  return kept;
}
