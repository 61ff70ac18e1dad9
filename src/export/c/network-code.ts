/**
 * A compact network as C: its tables, and the calls of kernels that run it.
 */

import type { CompactLayer, CompactNetwork, Fields } from "../../device/compact-network.ts";
import { OWN_VALUES } from "../../device/device-network.ts";
import type { Activation } from "../../network/activation.ts";
import { floatLiteral, table } from "./c-text.ts";

export interface NetworkCode {
  /** Definitions of constant arrays, and what declares them. */
  readonly tables: readonly Table[];
  /** Variables of the function that runs the network, beside h0. */
  readonly variables: readonly string[];
  /** Statements from h0 [features] to probabilities. */
  readonly statements: readonly string[];
}

export interface Table {
  readonly definition: string;
  readonly declaration: string;
}

/** @param input  Name of the array with the features. */
export function networkCode({ features, normalization, layers }: CompactNetwork, input: string): NetworkCode {
  const count = features.length;
  const codes = layers.map((layer, i) => layerCode(layer, i + 1, i === layers.length - 1));
  const start = normalizationCode(normalization, input, count);
  return {
    tables: [...start.tables, ...codes.flatMap(({ tables }) => tables)],
    variables: codes.flatMap(({ variables }) => variables),
    statements: [...start.statements, ...codes.flatMap(({ statements }) => statements)],
  };
}

type Piece = Omit<NetworkCode, "variables">;

function normalizationCode(normalization: CompactNetwork["normalization"], input: string, count: number): Piece {
  switch (normalization.kind) {
    case "identity":
      return { tables: [], statements: [`§copy_into(h0, ${input}, ${count});`] };
    case "affine": {
      const tables = [
        floats("§input_scales", normalization.scale, "Of the features."),
        floats("§input_offsets", normalization.offset, "Of the features."),
      ];
      return { tables, statements: [`§normalize_into(h0, ${input}, §input_scales, §input_offsets, ${count});`] };
    }
    case "scales": {
      const { codes, scales } = normalization;
      const tables = [
        fields("§input_codes", codes, "Which of the scales a feature has."),
        floats("§input_scales", scales, "Of the features."),
      ];
      return {
        tables,
        statements: [`§scale_into(h0, ${input}, §input_codes, ${codes.bits}, §input_scales, ${count});`],
      };
    }
  }
}

function layerCode(layer: CompactLayer, number: number, isLast: boolean): NetworkCode {
  const { inputs, outputs, weights, bias, activation } = layer;
  const sums = `h${number}`;
  const sum = weights.kind === "int8" ? integerSums(layer, number) : floatSums(layer, number);
  return {
    tables: [floats(`§bias_${number}`, bias, `Layer ${number}: ${inputs} inputs, ${outputs} outputs.`), ...sum.tables],
    variables: [`float ${sums}[${outputs}];`],
    statements: [
      `§copy_into(${sums}, §bias_${number}, ${outputs});`,
      ...sum.statements,
      `if (!§are_finite(${sums}, ${outputs})) {`,
      "  return §§NOT_FINITE;",
      "}",
      isLast ? `§softmax_into(probabilities, ${sums}, ${outputs});` : activationCall(activation, sums, outputs),
    ],
  };
}

function activationCall(activation: Activation | null, sums: string, outputs: number): string {
  const { kind } = activation ?? { kind: "sigmoid" };
  if (activation?.kind === "leaky-relu")
    return `§leaky_relu_into(${sums}, ${outputs}, ${floatLiteral(activation.slope)});`;
  return `§${kind}_into(${sums}, ${outputs});`;
}

function floatSums({ inputs, outputs, gaps, weights }: CompactLayer, number: number): Piece {
  if (weights.kind === "int8") throw new RangeError("floatSums: the kernel is int8");
  const [h, sums] = [`h${number - 1}`, `h${number}`];
  const values = floats(`§values_${number}`, weights.values, "Weights that there are.");
  const isCoded = weights.kind === "codes";
  const codes = isCoded ? [fields(`§codes_${number}`, weights.codes, "Which of them each weight is.")] : [];
  const coded = `${isCoded ? `§codes_${number}, ${weights.codes.bits}` : `NULL, ${OWN_VALUES}`}, §values_${number}`;
  if (!gaps)
    return {
      tables: [...codes, values],
      statements: [`§add_rows_into(${sums}, ${h}, ${inputs}, ${outputs}, ${coded});`],
    };
  return {
    tables: [gapTable(gaps, number), ...codes, values],
    statements: [
      `§add_survivors_into(${sums}, ${h}, ${inputs}, §gaps_${number}, ${gaps.bits}, ${gaps.count}, ${coded});`,
    ],
  };
}

/** In a block of its own: the codes of the inputs are needed no longer. */
function integerSums({ inputs, outputs, gaps, weights }: CompactLayer, number: number): Piece {
  if (weights.kind !== "int8") throw new RangeError("integerSums: the kernel is not int8");
  const [h, sums] = [`h${number - 1}`, `h${number}`];
  const { codes, values, scale } = weights;
  const tables = [fields(`§codes_${number}`, codes, "Weights in steps, or which of the values they are.")];
  if (values)
    tables.push(bytes(`§values_${number}`, new Uint8Array(values.buffer), "Steps that there are, signed bytes."));
  const coded = `§codes_${number}, ${codes.bits}, ${values ? `§values_${number}` : "NULL"}`;
  if (gaps) tables.unshift(gapTable(gaps, number));
  const sum = gaps
    ? `§add_survivor_dots_into(dots, steps, ${inputs}, §gaps_${number}, ${gaps.bits}, ${gaps.count}, ${coded});`
    : `§add_row_dots_into(dots, steps, ${inputs}, ${outputs}, ${coded});`;
  return {
    tables,
    statements: [
      "{",
      `  uint8_t steps[${inputs}];`,
      `  int32_t dots[${outputs}] = {0};`,
      `  const float step = §quantize_into(steps, ${h}, ${inputs}) * ${floatLiteral(scale)};`,
      `  ${sum}`,
      `  §add_dots_into(${sums}, dots, step, ${outputs});`,
      "}",
    ],
  };
}

function gapTable(gaps: Fields, number: number): Table {
  return fields(`§gaps_${number}`, gaps, "Zeros in front of each weight that is none.");
}

function fields(name: string, { bits, count, bytes: packed }: Fields, comment: string): Table {
  return bytes(name, packed, `${comment} ${count} numbers of ${bits} bits.`);
}

function bytes(name: string, values: Uint8Array, comment: string): Table {
  return tableOf("uint8_t", name, Array.from(values, String), comment);
}

function floats(name: string, values: Float32Array, comment: string): Table {
  // C has no empty arrays; a kernel without survivors reads none of its values.
  return tableOf("float", name, values.length === 0 ? ["0.0f"] : Array.from(values, floatLiteral), comment);
}

function tableOf(type: string, name: string, elements: readonly string[], comment: string): Table {
  return {
    definition: `/* ${comment} */\n${table(type, name, elements)}`,
    declaration: `extern const ${type} ${name}[${elements.length}];`,
  };
}
