/**
 * A network alone as a folder of C: features are given to it.
 */

import { UserError } from "../../core/errors.ts";
import { type CompactNetwork, compactBytes, compactNetwork } from "../../device/compact-network.ts";
import { DeviceNetwork } from "../../device/device-network.ts";
import type { CodedNetwork } from "../../quantization/coded-network.ts";
import { commentLines, filled, floatLiteral, stringLiteral, table, withPrefix } from "./c-text.ts";
import { classConstants } from "./class-constants.ts";
import { kernelCode } from "./kernel-code.ts";
import { networkCode } from "./network-code.ts";
import { bitsOf, SELF_TEST_CASES, SELF_TEST_SEED, selfTestFeatures, selfTestSpread } from "./self-test.ts";
import { TEMPLATES } from "./templates.generated.ts";

export interface NetworkProjectTask {
  readonly network: CodedNetwork;
  /** What all names begin with. */
  readonly prefix: string;
  /** What the header says of how it was made and how good it is, a line each. */
  readonly provenance: readonly string[];
  readonly version: string;
  /** What to call the network in an error. */
  readonly name: string;
}

/** The largest flash of the microcontrollers that this is for. */
const MOST_FLASH_BYTES = 2 ** 21;

/**
 * The files of the folder by their paths.
 *
 * @throws UserError if the network is larger than the flash of a microcontroller, or gives no probabilities.
 */
export function networkProject(task: NetworkProjectTask): Map<string, Uint8Array> {
  const { prefix, name } = task;
  const network = compactNetwork(task.network);
  const bytes = compactBytes(network);
  if (bytes > MOST_FLASH_BYTES)
    throw new UserError(
      `${name}: takes ${bytes} bytes of flash, more than the ${MOST_FLASH_BYTES} that a microcontroller has; squeeze it`,
    );
  const values = {
    ...codeValues(network),
    ...selfTestValues(task.network, network, name),
    ...namesAndFacts(task, network),
  };
  const files = Object.entries(TEMPLATES).flatMap(([path, text]) => {
    const place = placeOf(path);
    return place === null ? [] : [[withPrefix(place, prefix), withPrefix(filled(text, values), prefix)] as const];
  });
  return new Map(files.map(([path, text]) => [path, new TextEncoder().encode(text)]));
}

/** Where a template goes: "network/name_tables.c" is §tables.c. */
function placeOf(path: string): string | null {
  if (path.startsWith("qemu/")) return `examples/${path}`;
  if (!path.startsWith("network/")) return null;
  return path
    .slice("network/".length)
    .replace(/^name_/, "§")
    .replace(/^name\./, "§..");
}

function codeValues(network: CompactNetwork): Record<string, string | number> {
  const { tables, variables, statements } = networkCode(network, "features");
  const body = statements.map((line) => `  ${line}`).join("\n");
  const bytes = [...variables].reduce((sum, line) => sum + 4 * Number(/\[(\d+)\]/.exec(line)?.[1]), 0);
  const steps = network.layers.map(({ inputs, outputs, weights }) =>
    weights.kind === "int8" ? inputs + 4 * outputs : 0,
  );
  return {
    variables: variables.map((line) => `  ${line}`).join("\n"),
    statements: body,
    kernels: kernelCode(`§are_finite ${body}`),
    declarations: tables.map(({ declaration }) => declaration).join("\n"),
    definitions: tables.map(({ definition }) => definition).join("\n\n"),
    flash: compactBytes(network),
    stack: bytes + Math.max(...steps),
  };
}

function selfTestValues(coded: CodedNetwork, network: CompactNetwork, name: string): Record<string, string | number> {
  const spread = selfTestSpread(coded);
  const device = new DeviceNetwork(network);
  const rows = selfTestFeatures(spread).map((features) => {
    try {
      return bitsOf(device.predict(features));
    } catch (cause) {
      throw new UserError(`${name}: the network's answer is not a number; it is damaged, make it again`, { cause });
    }
  });
  const { centers, exponents } = spread;
  return {
    cases: SELF_TEST_CASES,
    seed: SELF_TEST_SEED,
    exponents: table("int8_t", "exponents", Array.from(exponents, String)),
    centers: table("float", "centers", Array.from(centers, floatLiteral)),
    expected: rows.map((bits) => `  {${bits.join(", ")}},`).join("\n"),
  };
}

function namesAndFacts(task: NetworkProjectTask, network: CompactNetwork): Record<string, string | number> {
  const { features, classes, layers } = network;
  const list = (names: readonly string[]) => names.map((name) => `  ${stringLiteral(name)},`).join("\n");
  const shape = [features.length, ...layers.map(({ outputs }) => outputs)].join("-");
  return {
    features: features.length,
    classes: classes.length,
    classConstants: classConstants(classes),
    classNames: list(classes),
    featureNames: list(features),
    libraryName: task.prefix,
    version: task.version,
    provenance: task.provenance.map(commentLines).join("\n"),
    facts: [
      `| network | ${shape} |`,
      `| constants | ${compactBytes(network)} bytes of flash |`,
      ...task.provenance.map((line) => `| | ${line.replaceAll("|", "\\|")} |`),
    ].join("\n"),
  };
}
