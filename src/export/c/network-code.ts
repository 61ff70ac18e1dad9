/**
 * A compact network as C: its tables, and the calls of kernels that run it.
 */

import type { CompactLayer, CompactNetwork, Fields } from "../../device/compact-network.ts";
import { OWN_VALUES } from "../../device/device-network.ts";
import type { Activation } from "../../network/activation.ts";
import { filled, floatLiteral, table, withSections } from "./c-text.ts";
import { indented } from "./project-files.ts";
import { TEMPLATES } from "./templates.generated.ts";

/**
 * What fills templates/parts/network.c. A first layer adds inputs as they come; one in int8 those again that came before the
 * largest.
 */
export interface NetworkCode {
  /** Definitions of constant arrays, and what declares them. */
  readonly tables: readonly Table[];
  /** What is kept while inputs come. */
  readonly fields: readonly string[];
  readonly begin: readonly string[];
  readonly rewind: readonly string[];
  /** How a first layer in int8 adds inputs in codes; null for one in float, which does it where it takes them. */
  readonly addDots: readonly string[] | null;
  /** What is done with inputs x. [count] */
  readonly take: readonly string[];
  /** Variables and statements of the function that answers: to the probabilities. */
  readonly answer: readonly string[];
}

/** A table of constants in C: where it is defined, and how it is declared. */
export interface Table {
  readonly definition: string;
  readonly declaration: string;
}

type Piece = { readonly tables: readonly Table[]; readonly statements: readonly string[] };

/** Ints of a cursor through the survivors (device/assembly/network.as.ts). */
const CURSOR_INTS = 4;
const INPUTS = "network->inputs";

/** The code of a network. */
export function networkCode({ normalization, layers }: CompactNetwork): NetworkCode {
  const [first, ...others] = layers;
  const start = first.weights.kind === "int8" ? addedCodes(first) : addedInputs(first);
  const normalized = normalizationCode(normalization);
  const before = (at: number) => (at === 0 ? start.sums : `h${at + 1}`);
  const codes = others.map((layer, at) => layerCode(layer, { h: before(at), sums: `h${at + 2}`, number: at + 2 }));
  const ends = layers.map((layer, at) => endOf(layer, before(at), at === layers.length - 1));
  return {
    tables: [...normalized.tables, ...start.tables, ...codes.flatMap(({ tables }) => tables)],
    fields: start.fields,
    begin: start.begin,
    rewind: start.rewind,
    addDots: start.addDots,
    take: [...normalized.statements, ...start.take],
    answer: [
      ...start.variables,
      ...others.map(({ outputs }, at) => `float h${at + 2}[${outputs}];`),
      ...start.answer,
      ...ends.flatMap((end, at) => [...end, ...(codes[at]?.statements ?? [])]),
    ],
  };
}

/** Features that are given come in blocks of so many. */
const BLOCK = 32;

/** The functions that run a network. @param mostInputs  That come at once, where not in blocks. */
export function networkText({ fields, begin, rewind, addDots, take, answer }: NetworkCode, mostInputs = 0): string {
  const text = withSections(TEMPLATES["parts/network.c"], { again: addDots !== null });
  return filled(text, {
    networkFields: indented(fields),
    beginNetwork: indented(begin),
    rewindNetwork: indented(rewind),
    mostInputs: Math.max(BLOCK, mostInputs),
    addDots: indented(addDots ?? []),
    takeInputs: indented(take),
    answer: indented(answer),
  }).trimEnd();
}

interface FirstLayer extends NetworkCode {
  readonly variables: readonly string[];
  /** Where the sums are. */
  readonly sums: string;
}

/** A first layer that adds the products of its inputs as they come. */
function addedInputs(layer: CompactLayer): FirstLayer {
  const sums = "network->h1";
  const { tables, statements } = floatSums(layer, { h: "x", sums, number: 1 }, { first: INPUTS, count: "count" });
  return {
    tables: [biasTable(layer, 1), ...tables],
    fields: ["/** Sums of the first layer so far. */", `float h1[${layer.outputs}];`, ...cursorField(layer)],
    begin: [`§copy_into(${sums}, §bias_1, ${layer.outputs});`],
    rewind: rewindLines(layer),
    addDots: null,
    take: statements,
    variables: [],
    answer: [],
    sums,
  };
}

/** A first layer in int8: the largest input says the step of all codes, so that those which came before it are added again. */
function addedCodes(layer: CompactLayer): FirstLayer {
  const { outputs, weights } = layer;
  if (weights.kind !== "int8") throw new RangeError("addedCodes: the kernel is not int8");
  const block = { first: INPUTS, count: "count" };
  const { tables, statements } = dotSums(layer, { dots: "network->dots", cursor: "network->cursor", number: 1 }, block);
  return {
    tables: [biasTable(layer, 1), ...tables],
    fields: [
      "/** The largest input so far, and how many came before it. */",
      "float largest;",
      "int32_t again;",
      "/** Sums of the first layer in steps. */",
      `int32_t dots[${outputs}];`,
      ...cursorField(layer),
    ],
    begin: ["network->largest = 0.0f;", "network->again = 0;", "memset(network->dots, 0, sizeof network->dots);"],
    rewind: rewindLines(layer),
    addDots: statements,
    take: [],
    variables: [`float h1[${outputs}];`],
    answer: [
      `§copy_into(h1, §bias_1, ${outputs});`,
      `§add_dots_into(h1, network->dots, §step_size_of(network->largest) * ${floatLiteral(weights.scale)}, ${outputs});`,
    ],
    sums: "h1",
  };
}

function cursorField({ gaps }: CompactLayer): string[] {
  const comment = "/** Where its survivors of the next input begin. */";
  return hasSurvivors(gaps) ? [comment, `int32_t cursor[${CURSOR_INTS}];`] : [];
}

function rewindLines({ gaps }: CompactLayer): string[] {
  const cursor = hasSurvivors(gaps) ? ["memset(network->cursor, 0, sizeof network->cursor);"] : [];
  return [`${INPUTS} = 0;`, ...cursor];
}

/** Normalizes x. */
function normalizationCode(normalization: CompactNetwork["normalization"]): Piece {
  switch (normalization.kind) {
    case "identity":
      return { tables: [], statements: [] };
    case "affine": {
      const tables = [
        floats("§input_scales", normalization.scale, "Of the features."),
        floats("§input_offsets", normalization.offset, "Of the features."),
      ];
      const of = (name: string) => `§input_${name} + ${INPUTS}`;
      return { tables, statements: [`§normalize_into(x, x, ${of("scales")}, ${of("offsets")}, count);`] };
    }
    case "scales": {
      const { codes, scales } = normalization;
      const tables = [
        fields("§input_codes", codes, "Which of the scales a feature has."),
        floats("§input_scales", scales, "Of the features."),
      ];
      const call = `§scale_into(x, x, ${INPUTS}, §input_codes, ${codes.bits}, §input_scales, count);`;
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
function integerSums(layer: CompactLayer, { h, sums, number }: LayerNames): Piece {
  const { inputs, outputs, gaps, weights } = layer;
  if (weights.kind !== "int8") throw new RangeError("integerSums: the kernel is not int8");
  const block = { first: "0", count: `${inputs}` };
  const { tables, statements } = dotSums(layer, { dots: "dots", cursor: "cursor", number }, block);
  return {
    tables,
    statements: [
      "{",
      `  uint8_t steps[${inputs}];`,
      `  int32_t dots[${outputs}] = {0};`,
      ...(hasSurvivors(gaps) ? [`  int32_t cursor[${CURSOR_INTS}] = {0};`] : []),
      `  const float largest = §largest_of(${h}, ${inputs}, 0.0f);`,
      `  §quantize_into(steps, ${h}, ${inputs}, largest);`,
      ...statements.map((line) => `  ${line}`),
      `  §add_dots_into(${sums}, dots, §step_size_of(largest) * ${floatLiteral(weights.scale)}, ${outputs});`,
      "}",
    ],
  };
}

/** Adds inputs of an int8 kernel in steps. */
function dotSums(
  { outputs, gaps, weights }: CompactLayer,
  { dots, cursor, number }: { readonly dots: string; readonly cursor: string; readonly number: number },
  { first, count }: Block,
): Piece {
  if (weights.kind !== "int8") throw new RangeError("dotSums: the kernel is not int8");
  if (gaps?.count === 0) return { tables: [], statements: ["(void)steps;"] };
  const { codes, values } = weights;
  const steps = [
    fields(`§codes_${number}`, codes, "Weights in steps, or which of the values they are."),
    ...(values
      ? [bytes(`§values_${number}`, new Uint8Array(values.buffer), "Steps that there are, signed bytes.")]
      : []),
  ];
  const coded = `§codes_${number}, ${codes.bits}, ${values ? `§values_${number}` : "NULL"}`;
  const inputs = `${dots}, steps, ${first}, ${count}, ${outputs}`;
  if (!gaps) return { tables: steps, statements: [`§add_input_dots_into(${inputs}, ${coded});`] };
  return {
    tables: [gapTable(gaps, number), ...steps],
    statements: [
      `§add_survivor_dots_into(${inputs}, ${cursor}, §gaps_${number}, ${gaps.bits}, ${gaps.count},`,
      `    ${coded});`,
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
