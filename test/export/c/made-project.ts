/**
 * C projects of networks that were made up, with and without the extraction of features.
 */

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";
import { compactNetwork } from "../../../src/device/compact-network.ts";
import { DeviceNetwork } from "../../../src/device/device-network.ts";
import { networkProject } from "../../../src/export/c/network-project.ts";
import { soundFeatures } from "../../../src/export/c/sound-features.ts";
import { featurePlaces } from "../../../src/export/c/sound-plan.ts";
import { soundProject } from "../../../src/export/c/sound-project.ts";
import { COMPARE2016_NAMES } from "../../../src/features/compare2016/feature-set.ts";
import type { QuantizedNetwork } from "../../../src/quantization/quantized-network.ts";
import { codedNetwork } from "../../device/coded-network.ts";
import { type KernelSpec, madeNetwork } from "../../runtime/made-networks.ts";

/** Networks that together have every way to hold a kernel, a normalization, and every activation. */
export function madeNetworks(): Record<string, QuantizedNetwork> {
  const made = (hidden: number[], kernels: KernelSpec[], sparsity: number, inputs = 127): QuantizedNetwork =>
    madeNetwork({ architecture: { inputs, hidden, classes: 2 }, kernels, sparsity, seed: 5 });
  const powers = {
    scale: Float32Array.from({ length: 127 }, (_, i) => 2 ** ((i % 9) - 4)),
    offset: new Float32Array(127),
  };
  const unscaled = { scale: new Float32Array(127).fill(1), offset: new Float32Array(127) };
  const sixteen: KernelSpec = { kind: "codebook", entries: 16 };
  const active = made([12, 9, 8, 7], [sixteen, { kind: "float32" }], 0.4);
  return {
    linear: { ...made([], [{ kind: "codebook", entries: 4 }], 0.5), normalization: powers },
    sparse: { ...made([16], [sixteen], 0.93), normalization: unscaled },
    signs: made([10], [{ kind: "codebook", entries: 2 }], 0.6),
    int8: made([20], [{ kind: "int8" }], 0.8),
    full_int8: made([6], [{ kind: "int8" }], 0),
    floats: made([8], [{ kind: "float32" }], 0.9),
    empty: made([4], [sixteen], 1),
    active: {
      ...active,
      architecture: {
        ...active.architecture,
        activations: [{ kind: "tanh" }, { kind: "gelu" }, { kind: "relu" }, { kind: "leaky-relu", slope: 0.25 }],
      },
    },
  };
}

/** Sets of features that turn on different stages, by a pattern of their names. */
export const FEATURE_SETS: Readonly<Record<string, RegExp>> = {
  all: /./,
  mfcc: /^mfcc_.*(amean|stddev|quartile1|lpc2)$/,
  energy: /^pcm_RMSenergy_sma_(rqmean|flatness|peakRangeRel)$/,
  zero_crossings: /^pcm_zcr_sma/,
  loudness_slopes: /^audspec.*_sma_de_/,
  spectrum: /^pcm_fftMag_.*_sma_(range|upleveltime50|qregc3|risetime)$/,
  entropy: /^pcm_fftMag_spectralEntropy_sma_amean$/,
  rasta: /^audSpec_Rfilt_sma\[3\]_(maxSegLen|skewness|posamean)$/,
  pitch: /^F0final_sma/,
  voice: /^(jitterLocal|logHNR)_sma_/,
  voice_slopes: /^shimmerLocal_sma_de_(amean|kurtosis)$/,
  running: /_(amean|stddev|lpc2|range|risetime|leftctime|qregc3|flatness|nnz|posamean|rqmean|maxSegLen)$/,
};

/** Everything that runs along: no contour must be kept. */
export const STREAM_SET =
  /_(amean|stddev|kurtosis|lpc2|range|risetime|leftctime|qregc3|linregerrQ|flatness|nnz|posamean|rqmean)$|_ff0_/;

/** Kernels of a few values, which many networks have. */
export const SIXTEEN_VALUES = { kernel: { kind: "codebook", entries: 16 }, sparsity: 0.6 } as const;

/** A network over features of ComParE_2016 whose answer is no certainty on most sounds. */
export function networkOver(
  pattern: RegExp,
  { kernel, sparsity }: { kernel: KernelSpec; sparsity: number } = SIXTEEN_VALUES,
): QuantizedNetwork {
  const features = COMPARE2016_NAMES.filter((name) => pattern.test(name));
  const architecture = { inputs: features.length, hidden: [5], classes: 2 };
  const made = madeNetwork({ architecture, kernels: [kernel], sparsity, seed: 9 });
  const scale = Float32Array.from({ length: features.length }, (_, i) => 2 ** -(i % 12));
  return { ...made, features, normalization: { scale, offset: new Float32Array(features.length) } };
}

/** The files of a network in a folder of their own. */
export function writeProject(network: QuantizedNetwork, prefix: string): string {
  return writeFiles(networkProject({ network: codedNetwork(network), prefix, ...FACTS }));
}

/** The same with the extraction of its features. */
export function writeSoundProject(network: QuantizedNetwork, prefix: string, windowSeconds: number | null): string {
  return writeFiles(soundProject({ network: codedNetwork(network), prefix, windowSeconds, ...FACTS }));
}

const FACTS = { provenance: [], figures: null, version: "0.0.0", name: "made" };

function writeFiles(files: ReadonlyMap<string, Uint8Array>): string {
  const folder = mkdtempSync(join(tmpdir(), "coldpress-c-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const [path, bytes] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), bytes);
  }
  return folder;
}

/** What the network answers here, as the bits that C prints. */
export function bitsOfAnswer(network: QuantizedNetwork, row: Float32Array): string {
  const p = new DeviceNetwork(compactNetwork(codedNetwork(network))).predict(row);
  return bitsOf(p).join(" ");
}

/** Features of samples, then probabilities, as the bits that C prints. */
export function bitsOfSound(
  network: QuantizedNetwork,
  pcm: Int16Array,
): { features: string[]; probabilities: string[] } {
  const features = soundFeatures(featurePlaces(network.features, "made"), pcm);
  return { features: bitsOf(features), probabilities: bitsOfAnswer(network, features).split(" ") };
}

function bitsOf(numbers: Float32Array): string[] {
  return Array.from(new Uint32Array(numbers.slice().buffer), (bits) => bits.toString(16).padStart(8, "0"));
}
