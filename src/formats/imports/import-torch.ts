/**
 * The network in a state dict of PyTorch that was saved as safetensors. Such a file has weights and no layers; they are told
 * from the names of `nn.Sequential`, or by whoever calls.
 *
 *   0.weight [O × I], 0.bias [O]                                        nn.Linear
 *   1.weight, 1.bias, 1.running_mean, 1.running_var [O] each            nn.BatchNorm1d, ε 1e-5
 *   1.weight [1]                                                        nn.PReLU
 *   a number that is missing                                            a module without weights: the activation, or dropout
 *   linear layers alone, no number missing                              nn.ModuleList, the activation between all of them
 *
 * The last layer's sums are logits.
 */

import { FormatError, UserError } from "../../core/errors.ts";
import { ACTIVATION_KINDS, namedActivation } from "../../network/activation.ts";
import { type ForeignTensor, readForeignSafetensors } from "./foreign-safetensors.ts";
import type { ImportedSteps, LayerHints } from "./imported-steps.ts";
import { preluStep } from "./piecewise.ts";
import { type ActivationStep, normalizationStep, type Step } from "./steps.ts";

/** ε of nn.BatchNorm1d by default; a state dict does not say. */
const EPSILON = 1e-5;

/** The tensors of one module, by what they are called in it. */
type ModuleTensors = ReadonlyMap<string, ForeignTensor>;

/**
 * @param hints  What the file does not say: the activation of all hidden layers, or modules and activations in their order.
 * @throws FormatError if the file is damaged or a module is none of a dense network; UserError where hints are missing or wrong.
 */
export function importTorch(bytes: Uint8Array, name: string, hints: LayerHints): ImportedSteps {
  const modules = modulesOf(readForeignSafetensors(bytes, name));
  if (modules.size === 0) throw new FormatError(`${name}: holds no tensor`);
  const known = new Map([...modules].map(([module, tensors]) => [module, moduleStep(module, tensors, name)]));
  const steps = hints.layers ? listedSteps(hints.layers, known, name) : sequentialSteps(known, hints, name);
  return { steps, producer: "PyTorch", endsWithLogits: true };
}

/** Tensors by module: "net.0.weight" is "weight" of "net.0". */
function modulesOf(tensors: ReadonlyMap<string, ForeignTensor>): Map<string, Map<string, ForeignTensor>> {
  const modules = new Map<string, Map<string, ForeignTensor>>();
  for (const [name, tensor] of tensors) {
    const dot = name.lastIndexOf(".");
    const module = name.slice(0, Math.max(0, dot));
    const of = modules.get(module) ?? new Map<string, ForeignTensor>();
    of.set(name.slice(dot + 1), tensor);
    modules.set(module, of);
  }
  return modules;
}

/** As whoever calls lists them: names of modules, and activations. */
function listedSteps(layers: readonly string[], modules: ReadonlyMap<string, Step>, name: string): Step[] {
  const unused = new Set(modules.keys());
  const steps = layers.map((layer) => {
    unused.delete(layer);
    return modules.get(layer) ?? activationStep(layer, name);
  });
  if (unused.size > 0)
    throw new UserError(
      `${name}: the layers do not name ${[...unused].slice(0, 5).join(", ")}; they must name every module`,
    );
  return steps;
}

/** As the numbers of nn.Sequential tell. */
function sequentialSteps(modules: ReadonlyMap<string, Step>, { activation }: LayerHints, name: string): Step[] {
  const numbered = [...modules].map(([module, step]) => ({ module, step, ...placeOf(module) }));
  if (numbered.some(({ at, parent }) => at === undefined || parent !== numbered[0]?.parent))
    throw new UserError(
      `${name}: its modules ${numbered
        .slice(0, 5)
        .map(({ module }) => module || "(none)")
        .join(", ")} are not those of one nn.Sequential; list the layers in their order, as fc1,relu,fc2`,
    );
  numbered.sort((a, b) => (a.at as number) - (b.at as number));
  return stepsBetween(numbered as readonly NumberedModule[], activation, name);
}

interface NumberedModule {
  readonly module: string;
  readonly step: Step;
  readonly at: number;
}

/** The modules with an activation where a number is missing; in an `nn.ModuleList`, between all. */
function stepsBetween(modules: readonly NumberedModule[], activation: string | undefined, name: string): Step[] {
  const isGapBefore = (i: number) => i > 0 && modules[i].at > modules[i - 1].at + 1;
  const isList = modules.every(({ step }, i) => step.kind === "dense" && !isGapBefore(i));
  const steps: Step[] = [];
  let found = 0;
  for (const [i, { module, step }] of modules.entries()) {
    const follows = steps.some(({ kind }) => kind === "dense");
    if (follows && (isGapBefore(i) || isList)) {
      steps.push(saidActivation(activation, name));
      found++;
    }
    if (step.kind === "dense") {
      if (follows && found !== 1) throw new UserError(notOne(found, module, name));
      found = 0;
    } else if (step.kind !== "scaling") found++;
    steps.push(step);
  }
  return steps;
}

function saidActivation(activation: string | undefined, name: string): ActivationStep {
  if (activation) return activationStep(activation, name);
  throw new UserError(`${name}: the activation of the hidden layers is not in the file; name the activation, as relu`);
}

function notOne(found: number, module: string, name: string): string {
  const what = found === 0 ? "no module without weights" : "more than one module without weights";
  return `${name}: ${what} before ${module}, which of them is the activation is not in the file; list the layers in their order, as 0,relu,2,4`;
}

/** "net.0" is at 0 of "net". */
function placeOf(module: string): { readonly parent: string; readonly at: number | undefined } {
  const [, parent = "", digits] = /^(?:(.*)\.)?(\d{1,6})$/.exec(module) ?? [];
  return { parent, at: digits === undefined ? undefined : Number(digits) };
}

function moduleStep(module: string, tensors: ModuleTensors, name: string): Step {
  const where = `${name}: module ${JSON.stringify(module)}`;
  const weight = tensors.get("weight");
  const mean = tensors.get("running_mean");
  // A weight for each unit may also be that of nn.RMSNorm.
  if (tensors.size === 1 && weight?.shape.join() === "1") return preluStep(weight.values, module);
  const known = mean ? ["weight", "bias", "running_mean", "running_var", "num_batches_tracked"] : ["weight", "bias"];
  const strange = [...tensors.keys()].find((tensor) => !known.includes(tensor));
  if (strange !== undefined)
    throw new FormatError(`${where}: has ${JSON.stringify(strange)}, which no layer of a dense network has`);
  if (mean) return batchNorm(module, tensors, mean, where);
  if (weight?.shape.length !== 2 || weight.values.length === 0)
    throw new FormatError(
      `${where}: its weight has the shape [${weight?.shape.join() ?? "none"}]; expected is nn.Linear, of two dimensions, nn.BatchNorm1d, or nn.PReLU with one slope`,
    );
  const [outputs, inputs] = weight.shape;
  const bias = tensors.get("bias")?.values ?? new Float32Array(outputs);
  if (bias.length !== outputs) throw new FormatError(`${where}: has ${bias.length} biases for ${outputs} outputs`);
  return { kind: "dense", name: module, inputs, outputs, weights: weight.values, bias };
}

function batchNorm(module: string, tensors: ModuleTensors, mean: ForeignTensor, where: string): Step {
  const { length } = mean.values;
  const values = (tensor: string, otherwise?: number) => {
    const found =
      tensors.get(tensor)?.values ?? (otherwise === undefined ? undefined : mean.values.map(() => otherwise));
    if (found?.length !== length)
      throw new FormatError(`${where}: ${tensor} must hold ${length} numbers, as running_mean`);
    return found;
  };
  return normalizationStep({
    name: module,
    gamma: values("weight", 1),
    beta: values("bias", 0),
    mean: mean.values,
    variance: values("running_var"),
    epsilon: EPSILON,
  });
}

/** "relu", "leaky-relu", "leaky-relu:0.2" */
function activationStep(word: string, name: string): ActivationStep {
  const named = namedActivation(word);
  if (!named)
    throw new UserError(
      `${name}: ${JSON.stringify(word)} is no module of it, and no activation; activations are ${ACTIVATION_KINDS.join(", ")} (leaky-relu:0.2 with its slope)`,
    );
  const { kind, ...rest } = named;
  return { kind: "activation", name: word, activation: kind, ...rest };
}
