/**
 * The options that say what a network looks like.
 */

import { type Command, Option } from "commander";
import { activationWord, integerList, modelName } from "./option-parsers.ts";

/** Adds --activation. */
export function addActivationOption(command: Command): Command {
  return command.option(
    "--activation <name>",
    "of the hidden layers: sigmoid, tanh, relu, leaky-relu:0.01, gelu (default: sigmoid, as the paper's)",
    activationWord,
  );
}

/** Adds --model and --hidden, of which one can be given. @param model  What is said of --model. */
export function addShapeOptions(command: Command, model: string): Command {
  const hidden = new Option("--hidden <widths>", "own widths of the hidden layers, as 128,64 (instead of --model)");
  return command
    .option("--model <name>", model, modelName, "A")
    .addOption(hidden.argParser(integerList).conflicts("model"));
}
