/**
 * The commands by name. Each is loaded when it is asked for: `coldpress --help` loads none of them.
 */

import type { Command } from "commander";

/** A line of the help, and the file that does the command. */
export interface CommandEntry {
  readonly name: string;
  readonly description: string;
  /** The command's own file, whose `register` gives it arguments, options and action. */
  readonly load: () => Promise<{ register(command: Command): void }>;
}

/** In the order of the help. */
export const COMMANDS: readonly CommandEntry[] = [
  {
    name: "reproduce",
    description:
      "the paper's experiment: train, prune, quantise, both; sizes, UAR and tests as its Tables 1-3; then squeezed",
    load: () => import("./commands/reproduce.ts"),
  },
  {
    name: "jobs",
    description: "the same experiment as a list of jobs, for clusters and many machines: plan, run, status, gather",
    load: () => import("./commands/jobs.ts"),
  },
  {
    name: "worker",
    description: "do the jobs of a queue on Redis, on as many machines as there are (--on redis://...)",
    load: () => import("./commands/worker.ts"),
  },
  {
    name: "report",
    description: "write the report of one result, or of several side by side",
    load: () => import("./commands/report.ts"),
  },
  {
    name: "features",
    description: "the 6373 ComParE_2016 features of recordings, as a table",
    load: () => import("./commands/features.ts"),
  },
  {
    name: "lld",
    description: "contours of a recording: 65 descriptors and their deltas every 10 ms, as CSV",
    load: () => import("./commands/lld.ts"),
  },
  {
    name: "synth",
    description: "write a corpus of synthetic speech, with and without a cold, as a folder shaped like URTIC",
    load: () => import("./commands/synth.ts"),
  },
  {
    name: "plan",
    description: "layers, parameters and pruning plan of a network, without any data",
    load: () => import("./commands/plan.ts"),
  },
  {
    name: "train",
    description: "train a network on the train partition of a feature table",
    load: () => import("./commands/train.ts"),
  },
  {
    name: "prune",
    description: "prune a trained network while it goes on training: single weights, neurons or inputs",
    load: () => import("./commands/prune.ts"),
  },
  {
    name: "quantize",
    description: "write a network with kernels of fewer bits: int8 as TensorFlow Lite's OPTIMIZE_FOR_SIZE, or smaller",
    load: () => import("./commands/quantize.ts"),
  },
  {
    name: "import",
    description: "take over a trained dense network of another program: ONNX, PyTorch, Keras",
    load: () => import("./commands/import.ts"),
  },
  {
    name: "export",
    description:
      "write a network for use elsewhere: as C for microcontrollers, as a page that listens and sends nothing, as ONNX",
    load: () => import("./commands/export.ts"),
  },
  {
    name: "squeeze",
    description: "search the smallest network that is not worse than the original; devel decides, test is asked once",
    load: () => import("./commands/squeeze.ts"),
  },
  {
    name: "evaluate",
    description: "UAR with its interval, confusion and recalls; with --against also tests of the difference",
    load: () => import("./commands/evaluate.ts"),
  },
  {
    name: "power",
    description: "how many speakers and recordings show that a compressed network is not worse by a margin",
    load: () => import("./commands/power.ts"),
  },
  {
    name: "predict",
    description: "what a network says of recordings, files or folders, or of a table's rows: class and probabilities",
    load: () => import("./commands/predict.ts"),
  },
  {
    name: "inspect",
    description:
      "layers, zeros, bytes and entropy of a file, of a container where its bytes go; reading it checks its checksums",
    load: () => import("./commands/inspect.ts"),
  },
  {
    name: "completion",
    description: "a script for bash, zsh or fish that completes commands, options, choices and files",
    load: async () => {
      const { registerCompletion } = await import("./commands/completion.ts");
      return { register: (command) => registerCompletion(command, COMMANDS) };
    },
  },
];
