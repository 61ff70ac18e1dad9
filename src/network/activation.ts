/**
 * Activations of hidden layers. A network without a list of them has sigmoids, as the paper's.
 *
 *   sigmoid      1 / (1 + e^−x)          s · (1 − s)
 *   tanh         tanh x                  1 − y²
 *   relu         max(0, x)               1 for x > 0, else 0
 *   leaky-relu   x for x > 0, else slope · x
 *   gelu         x · Φ(x)                Φ(x) + x · φ(x)          Φ, φ: distribution and density of the standard normal
 *
 * gelu is the exact one, by the error function; its approximation by tanh is another function and not held.
 *
 * Source  D. Hendrycks, K. Gimpel 2016, "Gaussian Error Linear Units", arXiv 1606.08415, equation 2 (gelu).
 */

import { erfc } from "../core/erfc.ts";
import { UserError } from "../core/errors.ts";

/** What a hidden layer makes of its sums. */
export type Activation =
  | { readonly kind: "sigmoid" | "tanh" | "relu" | "gelu" }
  | {
      readonly kind: "leaky-relu";
      /** Below zero; a finite float32 number. */
      readonly slope: number;
    };

export type ActivationKind = Activation["kind"];

export const SIGMOID: Activation = { kind: "sigmoid" };

/** An activation and its derivative. */
export interface ActivationFunction {
  readonly value: (x: number) => number;
  /** @param y  The value at x. */
  readonly derivative: (x: number, y: number) => number;
}

const FUNCTIONS: Readonly<Record<ActivationKind, (slope: number) => ActivationFunction>> = {
  sigmoid: () => ({ value: (x) => 1 / (1 + Math.exp(-x)), derivative: (_, y) => y * (1 - y) }),
  tanh: () => ({ value: Math.tanh, derivative: (_, y) => 1 - y * y }),
  relu: () => ({ value: (x) => Math.max(0, x), derivative: (x) => (x > 0 ? 1 : 0) }),
  "leaky-relu": (slope) => ({ value: (x) => (x > 0 ? x : slope * x), derivative: (x) => (x > 0 ? 1 : slope) }),
  gelu: () => ({ value: (x) => x * below(x), derivative: (x) => below(x) + x * density(x) }),
};

export const ACTIVATION_KINDS = Object.keys(FUNCTIONS) as readonly ActivationKind[];

/** The function of an activation. */
export function activationFunction(activation: Activation): ActivationFunction {
  return FUNCTIONS[activation.kind](activation.kind === "leaky-relu" ? activation.slope : 0);
}

/** Slope of a leaky ReLU that is named without one. */
const USUAL_SLOPE = 0.01;

/** The activation that a word names, as "relu" or "leaky-relu:0.2"; undefined where it names none. */
export function namedActivation(word: string): Activation | undefined {
  const [name = "", digits] = word.split(":");
  const kind = ACTIVATION_KINDS.find((known) => known === name);
  if (kind === undefined || (kind !== "leaky-relu" && digits !== undefined)) return undefined;
  if (kind !== "leaky-relu") return { kind };
  const slope = Math.fround(digits === undefined ? USUAL_SLOPE : Number(digits));
  return digits?.trim() === "" || !Number.isFinite(slope) ? undefined : { kind, slope };
}

/** "relu", "leaky-relu 0.3" */
export function activationName(activation: Activation): string {
  return activation.kind === "leaky-relu" ? `leaky-relu ${shortDecimal(activation.slope)}` : activation.kind;
}

/** The activation of a hidden layer. */
export function activationOf(
  { activations }: { readonly activations?: readonly Activation[] | undefined },
  layer: number,
): Activation {
  return activations?.[layer] ?? SIGMOID;
}

/**
 * A list of activations as an architecture holds it: undefined where all are sigmoids, so that such networks have the same
 * files with and without a list; slopes are rounded to float32.
 *
 * @param layers  How many hidden layers there are.
 * @throws UserError if it is none, or has another length.
 */
export function checkedActivations(activations: unknown, layers: number): readonly Activation[] | undefined {
  if (activations === undefined) return undefined;
  if (!Array.isArray(activations) || activations.length !== layers)
    throw new UserError(`network: there must be ${layers} activations, one for each hidden layer`);
  const checked = activations.map(checkedActivation);
  return checked.some(({ kind }) => kind !== "sigmoid") ? checked : undefined;
}

function checkedActivation(activation: unknown): Activation {
  const { kind, slope } = (activation ?? {}) as { readonly kind?: unknown; readonly slope?: unknown };
  const known = ACTIVATION_KINDS.find((name) => name === kind);
  if (known === undefined)
    throw new UserError(
      `network: an activation must be one of ${ACTIVATION_KINDS.join(", ")}, got ${JSON.stringify(kind) ?? "none"}`,
    );
  if (known !== "leaky-relu") return { kind: known };
  if (typeof slope !== "number" || !Number.isFinite(Math.fround(slope)))
    throw new UserError(
      `network: leaky-relu must have a slope, a finite number, got ${JSON.stringify(slope) ?? "none"}`,
    );
  return { kind: known, slope: Math.fround(slope) };
}

/** Φ(x) */
function below(x: number): number {
  return erfc(-x / Math.SQRT2) / 2;
}

/** φ(x) */
function density(x: number): number {
  return Math.exp(-(x * x) / 2) / Math.sqrt(2 * Math.PI);
}

function shortDecimal(slope: number): string {
  return String(Number(slope.toPrecision(7)));
}
