/**
 * The network in a Keras file as steps: its configuration is JSON, its weights are data sets of an HDF5 file.
 *
 *   .h5      attribute model_config; /model_weights/<layer>/…/kernel, bias, gamma, beta, moving_mean, moving_variance (":0" behind)
 *   .keras   zip of config.json and model.weights.h5: /layers/<class in snake case>[_<n>]/vars/0, 1, ...
 *
 * A model within a model adds its own level to either. Keras 1 named variables as dense_1_W and dense_1_b.
 *
 * Source  keras.io, "Serialization and saving"; files of Keras 3.15, and the layout of older ones that were looked at.
 */

import { FormatError } from "../../core/errors.ts";
import type { Datasets } from "../hdf5/dataset.ts";
import { isRecord } from "../json.ts";
import type { ImportedSteps } from "./imported-steps.ts";
import { type KerasLayer, kerasChain } from "./keras-layers.ts";
import { pick, type Variables, variablesOf } from "./keras-variables.ts";
import { clipSteps, preluStep } from "./piecewise.ts";
import { type ActivationStep, type DenseStep, normalizationStep, type ScalingStep, type Step } from "./steps.ts";

type LayerReader = (layer: KerasLayer, variables: Variables, where: string) => Step[];

/** Layers that do nothing once a network is trained. */
const IDLE = [
  "InputLayer",
  "Dropout",
  "GaussianNoise",
  "GaussianDropout",
  "AlphaDropout",
  "ActivityRegularization",
  "Identity",
];

const LAYERS: Readonly<Record<string, LayerReader>> = {
  Dense: dense,
  BatchNormalization: batchNormalization,
  Normalization: normalization,
  Rescaling: rescaling,
  Activation: ({ name, config }, _, where) => activationSteps(config["activation"], name, where),
  ReLU: reluLayer,
  LeakyReLU: ({ name, config }) => [
    activationStep("leaky-relu", name, Number(config["negative_slope"] ?? config["alpha"] ?? 0.3)),
  ],
  PReLU: ({ name }, variables, where) => {
    const [alpha] = pick(variables, ["alpha"], where);
    return alpha ? [preluStep(alpha.values, name)] : [];
  },
  Softmax: ({ name, config }, _, where) => {
    // Of rows, axis 1 is the last one.
    if (![undefined, -1, 1].includes([config["axis"]].flat()[0] as number | undefined))
      throw new FormatError(`${where}: is over axis ${JSON.stringify(config["axis"])}; expected is the last one`);
    return [activationStep("softmax", name)];
  },
  Flatten: () => [],
  Reshape: ({ config }, _, where) => {
    const { target_shape: shape } = config;
    if (Array.isArray(shape) && shape.length === 1) return [];
    throw new FormatError(
      `${where}: makes ${JSON.stringify(shape)?.slice(0, 60)} of rows, which no dense network does`,
    );
  },
  ...Object.fromEntries(IDLE.map((className) => [className, () => []])),
};

/** By the names that a layer's `activation` can have. */
const ACTIVATIONS: Readonly<Record<string, ActivationStep["activation"]>> = {
  sigmoid: "sigmoid",
  tanh: "tanh",
  relu: "relu",
  leaky_relu: "leaky-relu",
  gelu: "gelu",
  softmax: "softmax",
  // The same classes in the same order; our networks give the probabilities themselves.
  log_softmax: "softmax",
};
/** Activations that are sums of ReLUs: what they clip at. */
const CLIPS: Readonly<Record<string, readonly [number, number]>> = { relu6: [0, 6], hard_tanh: [-1, 1] };
/** Of `activation="leaky_relu"`; the layer LeakyReLU has its own. */
const NAMED_SLOPE = 0.2;

/**
 * @param config  The model's configuration, from JSON.
 * @param name    What to call the file in an error.
 * @throws FormatError for layers that no dense network has (names them), and where weights are missing.
 */
export function importKeras(config: unknown, datasets: Datasets, name: string): ImportedSteps {
  const chain = kerasChain(config, name);
  const variables = variablesOf(datasets);
  const whereIs = (layer: KerasLayer) => `${name}: layer ${JSON.stringify(layer.name)} (${layer.className})`;
  assertRows(chain, whereIs);
  const steps = chain.flatMap((layer) => {
    const where = whereIs(layer);
    const reader = Object.hasOwn(LAYERS, layer.className) ? LAYERS[layer.className] : undefined;
    if (!reader)
      throw new FormatError(`${where}: no dense network has such a layer; read are ${Object.keys(LAYERS).join(", ")}`);
    return reader(layer, variables(layer), where);
  });
  return { steps, producer: "Keras" };
}

/** Layers after which inputs of several dimensions are rows. */
const FLATTENING = ["Flatten", "Reshape"];

/** A dense layer would go along the last of several dimensions. */
function assertRows(chain: readonly KerasLayer[], whereIs: (layer: KerasLayer) => string): void {
  const [input] = chain;
  const shape = input?.config["batch_shape"] ?? input?.config["batch_input_shape"];
  const worker = chain.find(({ className }) => !IDLE.includes(className));
  if (Array.isArray(shape) && shape.length > 2 && worker && !FLATTENING.includes(worker.className))
    throw new FormatError(`${whereIs(worker)}: has inputs of shape ${JSON.stringify(shape)}; expected are rows`);
}

function dense({ name, config }: KerasLayer, variables: Variables, where: string): Step[] {
  const [kernel, given] = pick(
    variables,
    config["use_bias"] === false || config["bias"] === false ? ["kernel"] : ["kernel", "bias"],
    where,
  );
  if (kernel?.shape.length !== 2 || kernel.values.length === 0)
    throw new FormatError(`${where}: its kernel has the shape [${kernel?.shape.join()}]; expected are two dimensions`);
  const [inputs, outputs] = kernel.shape;
  const bias = given?.values ?? new Float32Array(outputs);
  if (bias.length !== outputs) throw new FormatError(`${where}: has ${bias.length} biases for ${outputs} units`);
  const weights = new Float32Array(inputs * outputs);
  for (let i = 0; i < inputs; i++)
    for (let o = 0; o < outputs; o++) weights[o * inputs + i] = kernel.values[i * outputs + o];
  const step: DenseStep = { kind: "dense", name, inputs, outputs, weights, bias };
  return [step, ...activationSteps(config["activation"], name, where)];
}

function batchNormalization({ name, config }: KerasLayer, variables: Variables, where: string): Step[] {
  const names = [
    ...(config["scale"] === false ? [] : ["gamma"]),
    ...(config["center"] === false ? [] : ["beta"]),
    "moving_mean",
    "moving_variance",
  ];
  const found = new Map(pick(variables, names, where).map((set, at) => [names[at], set.values]));
  const mean = found.get("moving_mean") as Float32Array;
  const gamma = found.get("gamma") ?? mean.map(() => 1);
  const beta = found.get("beta") ?? mean.map(() => 0);
  const variance = found.get("moving_variance") as Float32Array;
  assertOneLength([gamma, beta, mean, variance], where);
  const epsilon = Number(config["epsilon"] ?? 1e-3);
  return [normalizationStep({ name, gamma, beta, mean, variance, epsilon })];
}

/** (x − mean) / max(√variance, 1e-7) */
function normalization({ name, config }: KerasLayer, variables: Variables, where: string): Step[] {
  if (config["invert"]) throw new FormatError(`${where}: is inverted`);
  const given = [config["mean"], config["variance"]].map((numbers) =>
    numbers === undefined || numbers === null ? undefined : Float32Array.from([numbers].flat(DEEPEST_LIST) as number[]),
  );
  const [mean, variance] =
    given[0] && given[1]
      ? (given as Float32Array[])
      : pick(variables, ["mean", "variance"], where, ["count"]).map(({ values }) => values);
  assertOneLength([mean, variance], where);
  const scale = Float64Array.from(variance, (value) => 1 / Math.max(Math.sqrt(value), 1e-7));
  const offset = scale.map((factor, i) => -mean?.[i] * factor);
  return [{ kind: "scaling", name, scale, offset }];
}

/** Nesting of the lists in a configuration. */
const DEEPEST_LIST = 4;

function rescaling({ name, config }: KerasLayer): Step[] {
  const { scale, offset } = config;
  const step: ScalingStep = { kind: "scaling", name, scale: numberList(scale, 1), offset: numberList(offset, 0) };
  return [
    { ...step, offset: spreadTo(step.offset, step.scale.length), scale: spreadTo(step.scale, step.offset.length) },
  ];
}

function numberList(value: unknown, otherwise: number): Float64Array {
  return Float64Array.from([value ?? otherwise].flat(DEEPEST_LIST), Number);
}

function spreadTo(values: ArrayLike<number>, length: number): ArrayLike<number> {
  return values.length === 1 ? new Float64Array(length).fill(values[0]) : values;
}

/** max_value with the slope 0 is a clip; with neither, a (leaky) ReLU. */
function reluLayer({ name, config }: KerasLayer, _: Variables, where: string): Step[] {
  const { max_value: most, threshold } = config;
  const slope = Number(config["negative_slope"] ?? 0);
  if (threshold || (typeof most === "number" && slope !== 0))
    throw new FormatError(`${where}: has a threshold, or a largest value and a slope, which no activation of ours has`);
  if (typeof most === "number") return clipSteps(0, most, name, where);
  return [activationStep(slope === 0 ? "relu" : "leaky-relu", name, slope)];
}

/** A name, { class_name: "function", config: name }, or a layer as an activation. */
function activationSteps(activation: unknown, name: string, where: string): Step[] {
  const { class_name: className, config } = isRecord(activation) ? activation : {};
  if (className === "LeakyReLU" || className === "ReLU" || className === "Softmax") {
    const layer = { className, name, config: isRecord(config) ? config : {}, top: name, folders: ["", ""] } as const;
    return LAYERS[className]?.(layer, { named: new Map(), listed: [] }, where) ?? [];
  }
  const word = className === "function" ? config : activation;
  if (word === undefined || word === null || word === "linear") return [];
  const known = typeof word === "string" && Object.hasOwn(ACTIVATIONS, word) ? ACTIVATIONS[word] : undefined;
  if (known) return [activationStep(known, name, NAMED_SLOPE)];
  const [low, high] = (typeof word === "string" && Object.hasOwn(CLIPS, word) && CLIPS[word]) || [];
  if (low !== undefined && high !== undefined) return clipSteps(low, high, name, where);
  const read = ["linear", ...Object.keys(ACTIVATIONS), ...Object.keys(CLIPS)].join(", ");
  throw new FormatError(
    `${where}: has the activation ${JSON.stringify(className ?? word)?.slice(0, 60)}; read are ${read}`,
  );
}

function activationStep(activation: ActivationStep["activation"], name: string, slope = 0): ActivationStep {
  return { kind: "activation", name, activation, ...(activation === "leaky-relu" && { slope }) };
}

function assertOneLength(arrays: readonly Float32Array[], where: string): void {
  const lengths = new Set(arrays.map(({ length }) => length));
  if (lengths.size !== 1) throw new FormatError(`${where}: its variables have ${[...lengths].join(", ")} numbers`);
}
