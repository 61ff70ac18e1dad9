/**
 * The network in a Keras file as steps: its configuration is JSON, its weights are data sets of an HDF5 file.
 *
 *   .h5      attribute model_config; /model_weights/<layer>/…/kernel, bias, gamma, beta, moving_mean, moving_variance (":0" behind)
 *   .keras   zip of config.json and model.weights.h5: /layers/<class in snake case>[_<n>]/vars/0, 1, ...
 *
 * The HDF5 file is read by whoever calls: that takes a library (node/read-hdf5.ts).
 *
 * Source  keras.io, "Serialization and saving"; the layout of files that were looked at.
 */

import { FormatError } from "../../core/errors.ts";
import type { ImportedSteps } from "./imported-steps.ts";
import { type KerasLayer, kerasChain } from "./keras-layers.ts";
import { type ActivationStep, type DenseStep, normalizationStep, type ScalingStep, type Step } from "./steps.ts";

/** Numbers of an HDF5 file. */
export interface Dataset {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/** By path, as "/model_weights/dense/dense/kernel:0". */
export type Datasets = ReadonlyMap<string, Dataset>;

/** The variables of a layer, in their order or by their names. */
interface Variables {
  readonly listed: readonly Dataset[];
  readonly named: ReadonlyMap<string, Dataset>;
}

type LayerReader = (layer: KerasLayer, variables: Variables, where: string) => Step[];

/** Layers that do nothing once a network is trained. */
const IDLE = [
  "InputLayer",
  "Dropout",
  "GaussianNoise",
  "GaussianDropout",
  "AlphaDropout",
  "ActivityRegularization",
  "Flatten",
];

const LAYERS: Readonly<Record<string, LayerReader>> = {
  Dense: dense,
  BatchNormalization: batchNormalization,
  Normalization: normalization,
  Rescaling: rescaling,
  Activation: ({ name, config }, _, where) => activationSteps(config["activation"], name, where),
  ReLU: ({ name, config }, _, where) => {
    if (config["max_value"] || config["threshold"])
      throw new FormatError(`${where}: has a threshold or a largest value, which no activation of ours has`);
    const slope = Number(config["negative_slope"] ?? 0);
    return [activationStep(slope === 0 ? "relu" : "leaky-relu", name, slope)];
  },
  LeakyReLU: ({ name, config }) => [
    activationStep("leaky-relu", name, Number(config["negative_slope"] ?? config["alpha"] ?? 0.3)),
  ],
  Softmax: ({ name, config }, _, where) => {
    if (config["axis"] !== undefined && config["axis"] !== -1)
      throw new FormatError(`${where}: is over axis ${JSON.stringify(config["axis"])}; expected is the last one`);
    return [activationStep("softmax", name)];
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
};
/** Of `activation="leaky_relu"`; the layer LeakyReLU has its own. */
const NAMED_SLOPE = 0.2;

/**
 * @param config  The model's configuration, from JSON.
 * @param name    What to call the file in an error.
 * @throws FormatError for layers that no dense network has (names them), and where weights are missing.
 */
export function importKeras(config: unknown, datasets: Datasets, name: string): ImportedSteps {
  const { listed, chain } = kerasChain(config, name);
  const variables = variablesOf(listed, datasets);
  const steps = chain.flatMap((layer) => {
    const where = `${name}: layer ${JSON.stringify(layer.name)} (${layer.className})`;
    const reader = Object.hasOwn(LAYERS, layer.className) ? LAYERS[layer.className] : undefined;
    if (!reader)
      throw new FormatError(`${where}: no dense network has such a layer; read are ${Object.keys(LAYERS).join(", ")}`);
    return reader(layer, variables(layer), where);
  });
  return { steps, producer: "Keras" };
}

/** Finds a layer's data sets in either layout. */
function variablesOf(listed: readonly KerasLayer[], datasets: Datasets): (layer: KerasLayer) => Variables {
  const counts = new Map<string, number>();
  const snakes = listed.map(({ className }) => {
    const snake = snakeCase(className);
    const before = counts.get(snake) ?? 0;
    counts.set(snake, before + 1);
    return before === 0 ? snake : `${snake}_${before}`;
  });
  const folders = new Map<string, Map<string, Dataset>>();
  for (const [path, dataset] of datasets) {
    const [, old, oldName = "", group, place = ""] =
      /^\/model_weights\/([^/]+)\/(?:.*\/)?([^/]+)$|^\/(?:layers|_layer_checkpoint_dependencies)\/([^/]+)\/vars\/(\d+)$/.exec(
        path,
      ) ?? [];
    const key = old === undefined ? `layers/${group}` : `model_weights/${old}`;
    const folder = folders.get(key) ?? new Map<string, Dataset>();
    folder.set(old === undefined ? place : oldName.replace(/:0$/, ""), dataset);
    folders.set(key, folder);
  }
  return ({ name, place }) => {
    const named = folders.get(`model_weights/${name}`);
    const numbered =
      folders.get(`layers/${snakes[place]}`) ?? folders.get(`layers/${name}`) ?? new Map<string, Dataset>();
    const listedSets = Array.from({ length: numbered.size }, (_, at) => numbered.get(String(at)));
    return { named: named ?? new Map(), listed: listedSets.filter((each) => each !== undefined) };
  };
}

/** "BatchNormalization" is batch_normalization, as Keras names it. */
function snakeCase(className: string): string {
  return className
    .replace(/\W+/g, "")
    .replace(/(.)([A-Z][a-z]+)/g, "$1_$2")
    .replace(/([a-z])([A-Z])/g, "$1_$2")
    .toLowerCase();
}

/** Variables by the names that they have; those of new files are in this order. */
function pick(variables: Variables, names: readonly string[], where: string): Dataset[] {
  const { named, listed } = variables;
  return names.map((name, at) => {
    const found = named.size > 0 ? named.get(name) : listed[at];
    if (!found) throw new FormatError(`${where}: the file has no ${name} for it`);
    return found;
  });
}

function dense({ name, config }: KerasLayer, variables: Variables, where: string): Step[] {
  const [kernel, given] = pick(variables, config["use_bias"] === false ? ["kernel"] : ["kernel", "bias"], where);
  if (kernel?.shape.length !== 2 || kernel.values.length === 0)
    throw new FormatError(`${where}: its kernel has the shape [${kernel?.shape.join()}]; expected are two dimensions`);
  const [inputs, outputs] = kernel.shape as [number, number];
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
  const found = new Map(pick(variables, names, where).map((set, at) => [names[at] as string, set.values]));
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
      : pick(variables, ["mean", "variance"], where).map(({ values }) => values);
  assertOneLength([mean as Float32Array, variance as Float32Array], where);
  const scale = Float64Array.from(variance as Float32Array, (value) => 1 / Math.max(Math.sqrt(value), 1e-7));
  const offset = scale.map((factor, i) => -(mean?.[i] as number) * factor);
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
  return values.length === 1 ? new Float64Array(length).fill(values[0] as number) : values;
}

function activationSteps(activation: unknown, name: string, where: string): Step[] {
  const word =
    typeof activation === "object" && activation !== null ? (activation as { config?: unknown }).config : activation;
  if (word === undefined || word === null || word === "linear") return [];
  const known = typeof word === "string" && Object.hasOwn(ACTIVATIONS, word) ? ACTIVATIONS[word] : undefined;
  if (!known)
    throw new FormatError(
      `${where}: has the activation ${JSON.stringify(word)?.slice(0, 60)}; read are linear, ${Object.keys(ACTIVATIONS).join(", ")}`,
    );
  return [activationStep(known, name, NAMED_SLOPE)];
}

function activationStep(activation: ActivationStep["activation"], name: string, slope = 0): ActivationStep {
  return { kind: "activation", name, activation, ...(activation === "leaky-relu" && { slope }) };
}

function assertOneLength(arrays: readonly Float32Array[], where: string): void {
  const lengths = new Set(arrays.map(({ length }) => length));
  if (lengths.size !== 1) throw new FormatError(`${where}: its variables have ${[...lengths].join(", ")} numbers`);
}
