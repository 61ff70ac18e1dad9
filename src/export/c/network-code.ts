/**
 * A compact network as C: its tables, and the calls of kernels that run it.
 */

import type { CompactLayer, CompactNetwork, Fields } from "../../device/compact-network.ts";
import { OWN_VALUES } from "../../device/device-network.ts";
import type { Activation } from "../../network/activation.ts";
import { filled, floatLiteral, table } from "./c-text.ts";
import { indented } from "./project-files.ts";
import { TEMPLATES } from "./templates.generated.ts";

/** What fills templates/parts/network.c. A first layer in float adds inputs as they come; one in int8 keeps them all. */
export interface NetworkCode {
  /** Definitions of constant arrays, and what declares them. */
  readonly tables: readonly Table[];
  /** What is kept while inputs come. */
  readonly fields: readonly string[];
  readonly begin: readonly string[];
  /** What is done with inputs x. [count] */
  readonly take: readonly string[];
  /** Variables and statements of the function that answers: to the probabilities. */
  readonly answer: readonly string[];
}

export interface Table {
  readonly definition: string;
  readonly declaration: string;
}

type Piece = { readonly tables: readonly Table[]; readonly statements: readonly string[] };

/** Ints of a cursor through the survivors (device/assembly/network.as.ts). */
const CURSOR_INTS = 4;
const INPUTS = "network->inputs";

/** The code of a network. */
export function networkCode({ features, normalization, layers }: CompactNetwork): NetworkCode {
  const [first, ...others] = layers as [CompactLayer, ...CompactLayer[]];
  const start = first.weights.kind === "int8" ? keptInputs(first, features.length) : addedInputs(first);
  const normalized = normalizationCode(normalization, start.normalized);
  const before = (at: number) => (at === 0 ? start.sums : `h${at + 1}`);
  const codes = others.map((layer, at) => layerCode(layer, { h: before(at), sums: `h${at + 2}`, number: at + 2 }));
  const ends = layers.map((layer, at) => endOf(layer, before(at), at === layers.length - 1));
  return {
    tables: [...normalized.tables, ...start.tables, ...codes.flatMap(({ tables }) => tables)],
    fields: start.fields,
    begin: start.begin,
    take: [...normalized.statements, ...start.take],
    answer: [
      ...start.variables,
      ...others.map(({ outputs }, at) => `float h${at + 2}[${outputs}];`),
      ...start.answer,
      ...ends.flatMap((end, at) => [...end, ...(codes[at]?.statements ?? [])]),
    ],
  };
}

/** The functions that run a network. */
export function networkText({ fields, begin, take, answer }: NetworkCode): string {
  return filled(TEMPLATES["parts/network.c"] as string, {
    networkFields: indented(fields),
    beginNetwork: indented(begin),
    takeInputs: indented(take),
    answer: indented(answer),
  }).trimEnd();
}

interface FirstLayer extends NetworkCode {
  readonly variables: readonly string[];
  /** Where normalized inputs go, and where the sums are. */
  readonly normalized: string;
  readonly sums: string;
}

/** A first layer that adds the products of its inputs as they come. */
function addedInputs(layer: CompactLayer): FirstLayer {
  const sums = "network->h1";
  const { tables, statements } = floatSums(layer, { h: "x", sums, number: 1 }, { first: INPUTS, count: "count" });
  const cursor = ["/** Where its survivors of the next input begin. */", `int32_t cursor[${CURSOR_INTS}];`];
  const start = [`§copy_into(${sums}, §bias_1, ${layer.outputs});`, `${INPUTS} = 0;`];
  return {
    tables: [biasTable(layer, 1), ...tables],
    fields: [
      "/** Sums of the first layer so far. */",
      `float h1[${layer.outputs}];`,
      ...(hasSurvivors(layer.gaps) ? cursor : []),
    ],
    begin: hasSurvivors(layer.gaps) ? [...start, "memset(network->cursor, 0, sizeof network->cursor);"] : start,
    take: statements,
    variables: [],
    answer: [],
    normalized: "x",
    sums,
  };
}

/** A first layer of which all inputs must be there before the first product: it is in int8, by the largest of them. */
function keptInputs(layer: CompactLayer, count: number): FirstLayer {
  const { tables, statements } = layerCode(layer, { h: "network->h0", sums: "h1", number: 1 });
  return {
    tables,
    fields: [
      "/** Inputs, all of them: the largest says the step of the first layer's codes. */",
      `float h0[${count}];`,
    ],
    begin: [`${INPUTS} = 0;`],
    take: [],
    variables: [`float h1[${layer.outputs}];`],
    answer: statements,
    normalized: `network->h0 + ${INPUTS}`,
    sums: "h1",
  };
}

/** Normalizes x. @param to  Where the normalized inputs go. */
function normalizationCode(normalization: CompactNetwork["normalization"], to: string): Piece {
  switch (normalization.kind) {
    case "identity":
      return { tables: [], statements: to === "x" ? [] : [`§copy_into(${to}, x, count);`] };
    case "affine": {
      const tables = [
        floats("§input_scales", normalization.scale, "Of the features."),
        floats("§input_offsets", normalization.offset, "Of the features."),
      ];
      const of = (name: string) => `§input_${name} + ${INPUTS}`;
      return { tables, statements: [`§normalize_into(${to}, x, ${of("scales")}, ${of("offsets")}, count);`] };
    }
    case "scales": {
      const { codes, scales } = normalization;
      const tables = [
        fields("§input_codes", codes, "Which of the scales a feature has."),
        floats("§input_scales", scales, "Of the features."),
      ];
      const call = `§scale_into(${to}, x, ${INPUTS}, §input_codes, ${codes.bits}, §input_scales, count);`;
      return { tables, statements: [call] };
    }
  }
}

/** Names of a layer's inputs and sums, and its number, from 1. */
interface LayerNames {
  readonly h: string;
  readonly sums: string;
  readonly number: number;
}

/** From all inputs of a layer to its sums. */
function layerCode(layer: CompactLayer, names: LayerNames): Piece {
  const { inputs, outputs, weights } = layer;
  const sum =
    weights.kind === "int8"
      ? integerSums(layer, names)
      : wholeFloatSums(layer, names, { first: "0", count: `${inputs}` });
  return {
    tables: [biasTable(layer, names.number), ...sum.tables],
    statements: [`§copy_into(${names.sums}, §bias_${names.number}, ${outputs});`, ...sum.statements],
  };
}

function biasTable({ inputs, outputs, bias }: CompactLayer, number: number): Table {
  return floats(`§bias_${number}`, bias, `Layer ${number}: ${inputs} inputs, ${outputs} outputs.`);
}

/** From the sums of a layer to its activations, or to the probabilities. */
function endOf({ outputs, activation }: CompactLayer, sums: string, isLast: boolean): string[] {
  return [
    `if (!§are_finite(${sums}, ${outputs})) {`,
    "  return §§NOT_FINITE;",
    "}",
    isLast ? `§softmax_into(probabilities, ${sums}, ${outputs});` : activationCall(activation, sums, outputs),
  ];
}

function activationCall(activation: Activation | null, sums: string, outputs: number): string {
  const { kind } = activation ?? { kind: "sigmoid" };
  if (activation?.kind === "leaky-relu")
    return `§leaky_relu_into(${sums}, ${outputs}, ${floatLiteral(activation.slope)});`;
  return `§${kind}_into(${sums}, ${outputs});`;
}

/** In a block of its own, with its cursor. */
function wholeFloatSums(layer: CompactLayer, names: LayerNames, block: Block): Piece {
  const { tables, statements } = floatSums(layer, names, block, "cursor");
  if (!hasSurvivors(layer.gaps)) return { tables, statements };
  const inside = [`int32_t cursor[${CURSOR_INTS}] = {0};`, ...statements].map((line) => `  ${line}`);
  return { tables, statements: ["{", ...inside, "}"] };
}

/** Inputs that are added at once. */
interface Block {
  readonly first: string;
  readonly count: string;
}

function floatSums(
  { outputs, gaps, weights }: CompactLayer,
  { h, sums, number }: LayerNames,
  { first, count }: Block,
  cursor = "network->cursor",
): Piece {
  if (weights.kind === "int8") throw new RangeError("floatSums: the kernel is int8");
  if (gaps?.count === 0) return { tables: [], statements: [] };
  const values = floats(`§values_${number}`, weights.values, "Weights that there are.");
  const isCoded = weights.kind === "codes";
  const codes = isCoded ? [fields(`§codes_${number}`, weights.codes, "Which of them each weight is.")] : [];
  const coded = `${isCoded ? `§codes_${number}, ${weights.codes.bits}` : `NULL, ${OWN_VALUES}`}, §values_${number}`;
  const inputs = `${sums}, ${h}, ${first}, ${count}, ${outputs}`;
  if (!gaps) return { tables: [...codes, values], statements: [`§add_inputs_into(${inputs}, ${coded});`] };
  return {
    tables: [gapTable(gaps, number), ...codes, values],
    statements: [
      `§add_survivors_into(${inputs}, ${cursor}, §gaps_${number}, ${gaps.bits}, ${gaps.count},`,
      `    ${coded});`,
    ],
  };
}

/** In a block of its own: the codes of the inputs are needed no longer. */
function integerSums({ inputs, outputs, gaps, weights }: CompactLayer, { h, sums, number }: LayerNames): Piece {
  if (weights.kind !== "int8") throw new RangeError("integerSums: the kernel is not int8");
  const { codes, values, scale } = weights;
  const tables = [fields(`§codes_${number}`, codes, "Weights in steps, or which of the values they are.")];
  if (values)
    tables.push(bytes(`§values_${number}`, new Uint8Array(values.buffer), "Steps that there are, signed bytes."));
  const coded = `§codes_${number}, ${codes.bits}, ${values ? `§values_${number}` : "NULL"}`;
  if (gaps) tables.unshift(gapTable(gaps, number));
  const sum = gaps
    ? `§add_survivor_dots_into(dots, steps, ${outputs}, §gaps_${number}, ${gaps.bits}, ${gaps.count}, ${coded});`
    : `§add_input_dots_into(dots, steps, ${inputs}, ${outputs}, ${coded});`;
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

/** Whether weights are told by gaps, and there are any. */
function hasSurvivors(gaps: Fields | null): boolean {
  return gaps !== null && gaps.count > 0;
}

function gapTable(gaps: Fields, number: number): Table {
  return fields(`§gaps_${number}`, gaps, "Zeros in front of each weight, input by input.");
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
