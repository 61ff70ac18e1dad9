/**
 * `coldpress export`: a network as something that runs elsewhere: a file for another program's runtime, a page, C for a
 * microcontroller.
 */

import { Argument, type Command } from "commander";
import { UserError } from "../../core/errors.ts";
import type { ExportFlags, ExportKind } from "../export/export-kind.ts";
import { EXPORT_KINDS } from "../export/export-kinds.ts";

export function register(command: Command): void {
  const names = EXPORT_KINDS.map(({ name }) => name);
  command
    .addArgument(new Argument("<kind>", "what it becomes").choices(names))
    .argument("<model>", "a network (.safetensors, .tflite, .coldpress; container, web and c take .coldpress)")
    .requiredOption("--out <place>", "where it goes: a file (.onnx, .coldpress), a folder for web and c")
    .option(
      "--int8",
      "onnx: kernels in int8, as quantize makes them; without it in float32, whatever the network keeps them in",
    )
    .option(
      "--figures <file>",
      "container, web, c: squeeze.json or result.json, for how good the network is; without it the squeeze.json beside it",
    )
    .option("--open", "web: serve the page on 127.0.0.1 until Ctrl+C")
    .option("--name <prefix>", "c: what all names begin with (default: cold)")
    .option("--window <seconds>", "c: how much sound is heard, 0.1 to 60 (default: 8)")
    .option("--stream", "c: sound of any length in fixed memory, for networks whose functionals need no contour")
    .option("--features-given", "c: the network alone; the application gives it the features")
    .option("--json", "print files and sizes as JSON")
    .addHelpText(
      "after",
      "\nExamples:\n  coldpress export onnx a.safetensors --out a.onnx\n" +
        "  coldpress export onnx a-pruned.coldpress --int8 --out a-pruned.onnx\n" +
        "  coldpress export container squeezed/squeezed.coldpress --out cold.coldpress\n" +
        "  coldpress export web cold.coldpress --out site --open\n" +
        "  coldpress export c squeezed/squeezed.coldpress --name cold --window 4 --out firmware/cold\n\n" +
        "c: C99 for microcontrollers, with a self-test, examples and build files; the bits are those of every other machine.\n" +
        "container: the same network, with how good it is and what it was trained on in its notes.\n" +
        "web: a page that records or takes a file and says what the network says, without a network connection: static\n" +
        "files for any web server. For research; not a medical device.",
    )
    .action(run);
}

async function run(name: string, path: string, flags: ExportFlags): Promise<void> {
  const kind = EXPORT_KINDS.find((each) => each.name === name) as ExportKind;
  const all = new Set(EXPORT_KINDS.flatMap(({ takes }) => takes));
  for (const option of all)
    if (flags[option] !== undefined && !kind.takes.includes(option))
      throw new UserError(
        `export ${name}: --${option.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)} does nothing there`,
      );
  await kind.run(path, flags);
}
