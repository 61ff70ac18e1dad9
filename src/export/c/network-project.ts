/**
 * A network alone as a folder of C: features are given to it.
 */

import { UserError } from "../../core/errors.ts";
import { countText } from "../../core/number-text.ts";
import { type CompactNetwork, compactBytes, compactNetwork } from "../../device/compact-network.ts";
import { DeviceNetwork } from "../../device/device-network.ts";
import type { CodedNetwork } from "../../quantization/coded-network.ts";
import { floatLiteral, table } from "./c-text.ts";
import { networkCostFacts } from "./cost-facts.ts";
import { kernelCode } from "./kernel-code.ts";
import { networkCode, networkText } from "./network-code.ts";
import { commonValues, type ProjectFacts, projectFiles, shapeOf } from "./project-files.ts";
import { bitsOf, SELF_TEST_CASES, SELF_TEST_SEED, selfTestFeatures, selfTestSpread } from "./self-test.ts";
import { predictStackBytes } from "./stack-bytes.ts";

/** A network to be written as a C project. */
export interface ProjectTask extends ProjectFacts {
  readonly network: CodedNetwork;
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
export function networkProject(task: ProjectTask): Map<string, Uint8Array> {
  const network = smallNetwork(task);
  const measures = [
    { name: "Network", text: shapeOf(network) },
    { name: "Constants", text: `${countText(compactBytes(network))} bytes of flash, counted` },
    { name: "Stack", text: `up to about ${countText(predictStackBytes(network))} bytes, counted from its buffers` },
    ...networkCostFacts(task.network),
  ];
  const values = {
    ...commonValues(task, network, measures),
    ...codeValues(network),
    ...selfTestValues(task.network, network, task.name),
  };
  return projectFiles("network", task.prefix, { values, sections: {} });
}

/** The network's compact form. @throws UserError if it is larger than the flash of a microcontroller. */
export function smallNetwork({ network, name }: ProjectTask): CompactNetwork {
  const compact = compactNetwork(network);
  const bytes = compactBytes(compact);
  if (bytes <= MOST_FLASH_BYTES) return compact;
  throw new UserError(
    `${name}: takes ${bytes} bytes of flash, more than the ${MOST_FLASH_BYTES} that a microcontroller has; squeeze it`,
  );
}

/** An answer of the network. @throws UserError if it is no number. */
export function answerOf(network: CompactNetwork, features: Float32Array, name: string): Float32Array {
  try {
    return new DeviceNetwork(network).predict(features);
  } catch (cause) {
    throw new UserError(`${name}: the network's answer is not a number; it is damaged, make it again`, { cause });
  }
}

function codeValues(network: CompactNetwork): Record<string, string | number> {
  const code = networkCode(network);
  const text = networkText(code);
  return {
    network: text,
    kernels: kernelCode(text),
    declarations: code.tables.map(({ declaration }) => declaration).join("\n"),
    definitions: code.tables.map(({ definition }) => definition).join("\n\n"),
  };
}

function selfTestValues(coded: CodedNetwork, network: CompactNetwork, name: string): Record<string, string | number> {
  const { centers, exponents } = selfTestSpread(coded);
  const rows = selfTestFeatures({ centers, exponents }).map((features) => bitsOf(answerOf(network, features, name)));
  return {
    cases: SELF_TEST_CASES,
    seed: SELF_TEST_SEED,
    exponents: table("int8_t", "exponents", Array.from(exponents, String)),
    centers: table("float", "centers", Array.from(centers, floatLiteral)),
    expected: rows.map((bits) => `  {${bits.join(", ")}},`).join("\n"),
  };
}
