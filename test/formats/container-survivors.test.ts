import { describe, expect, it } from "vitest";
import { Random } from "../../src/core/random.ts";
import { decodeContainer, encodeContainer } from "../../src/formats/container/container-file.ts";
import { decodeContainerSurvivors } from "../../src/formats/container/container-survivors.ts";
import { survivorsOf } from "../../src/network/sparse-network.ts";
import { quantizeBinary } from "../../src/quantization/binary.ts";
import { quantizeCodebook } from "../../src/quantization/codebook.ts";
import { predictCoded } from "../../src/quantization/coded-network.ts";
import { quantizeFloat16 } from "../../src/quantization/float16.ts";
import { predictQuantized } from "../../src/quantization/hybrid-forward.ts";
import { quantizeInt8 } from "../../src/quantization/int8.ts";
import { mergedNetwork } from "../../src/quantization/merged-network.ts";
import type { QuantizedNetwork } from "../../src/quantization/quantized-network.ts";
import { quantizedSurvivors } from "../../src/quantization/quantized-survivors.ts";
import { pruneAtRandom, sampleNetwork } from "./sample-network.ts";

const WAYS: Record<string, (network: ReturnType<typeof sampleNetwork>) => QuantizedNetwork> = {
  float32: mergedNetwork,
  int8: (network) => quantizeInt8(network, { minimumWeights: 0 }),
  codebook: (network) => quantizeCodebook(survivorsOf(network), { bits: 3, per: "layer" }),
  float16: (network) => quantizeFloat16(survivorsOf(network)),
  signs: (network) => quantizeBinary(survivorsOf(network), { per: "neuron" }),
};

it.each(Object.entries(WAYS))("a kernel of many chunks in %s is read whole", (_, quantize) => {
  const network = quantize(sampleNetwork({ inputs: 3000, hidden: [40], classes: 3 }, 1));
  const file = encodeContainer({ network, madeFrom: "sha256:0", provenance: {} });
  const { network: survivors } = decodeContainerSurvivors(file, "a");
  const layers = survivors.layers.map(({ int8: _, ...layer }) => layer);
  expect({ ...survivors, layers }).toEqual(quantizedSurvivors(decodeContainer(file, "a").network));
});

describe.each(Object.entries(WAYS))("the survivors of a container in %s", (_, quantize) => {
  it.each([0, 0.5, 0.95, 0.999])(
    "are those of its dense network, and predict with the same bits, at sparsity %d",
    (sparsity) => {
      const sample = sampleNetwork({ inputs: 60, hidden: [40, 7], classes: 3 }, 1);
      const network = quantize(pruneAtRandom(sample, sparsity, 2));
      const file = encodeContainer({ network, madeFrom: "sha256:0", provenance: { seed: 1 } });
      const dense = decodeContainer(file, "a");
      const { network: survivors, ...origin } = decodeContainerSurvivors(file, "a");
      expect(origin).toEqual({ madeFrom: dense.madeFrom, provenance: dense.provenance });
      const layers = survivors.layers.map(({ int8: _, ...layer }) => layer);
      expect({ ...survivors, layers }).toEqual(quantizedSurvivors(dense.network));
      const random = new Random(3);
      const rows = Float32Array.from({ length: 45 * 60 }, () => random.normal());
      expect(predictCoded(survivors, rows)).toEqual(predictQuantized(dense.network, rows));
    },
  );
});
