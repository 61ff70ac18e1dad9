/**
 * `coldpress worker`: does the jobs that commands with `--on redis://...` put into a queue, on as many machines as there are.
 */

import { availableParallelism } from "node:os";
import type { Command } from "commander";
import { type Mount, mountOf } from "../cluster/queue/mounts.ts";
import { type QueueAddress, queueAddress } from "../cluster/queue/queue-address.ts";
import { work } from "../cluster/queue/worker.ts";
import { wholeNumber } from "../options/option-parsers.ts";

interface WorkerFlags {
  readonly atOnce: number;
  readonly threads?: number;
  readonly mount: readonly Mount[];
  readonly untilEmpty?: true;
}

export function register(command: Command): void {
  command
    .argument(
      "<queue>",
      "where the queue is: redis://host:6379, rediss:// with TLS, or postgres://host/database",
      queueAddress,
    )
    .option("--at-once <count>", "jobs at the same time", wholeNumber(1), 1)
    .option("--threads <count>", "threads of each job (default: all cores, shared out among the jobs)", wholeNumber(1))
    .option(
      "--mount <planned=here>",
      "where a shared folder lies on this machine, if its path is another one than where the run was planned",
      mountOf,
      [],
    )
    .option("--until-empty", "end when no job waits or runs")
    .addHelpText(
      "after",
      "\nExamples:\n  coldpress worker redis://queue.lab:6379 --at-once 4 --threads 2" +
        "\n  coldpress worker redis://queue.lab:6379 --mount /home/me/shared=/mnt/shared" +
        "\n\nRedis' password comes from the environment variable REDISCLI_AUTH, or stands in the address. SIGTERM and Ctrl-C end the worker" +
        "\nwithin seconds: its jobs go back to the queue, and whoever takes them goes on from their checkpoints.",
    )
    .action((address: QueueAddress, flags: WorkerFlags) =>
      work(address, {
        atOnce: flags.atOnce,
        threads: flags.threads ?? Math.max(1, Math.floor(availableParallelism() / flags.atOnce)),
        mounts: flags.mount,
        untilEmpty: flags.untilEmpty === true,
        say: (line) => void process.stderr.write(`${line}\n`),
      }),
    );
}
