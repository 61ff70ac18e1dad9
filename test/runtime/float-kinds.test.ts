import "../engine/allow-relaxed-simd.ts";
import { expect, it } from "vitest";
import { encodeContainer } from "../../src/formats/container/container-file.ts";
import { quantizeBinary } from "../../src/quantization/binary.ts";
import { quantizeFloat16 } from "../../src/quantization/float16.ts";
import { predictQuantized } from "../../src/quantization/hybrid-forward.ts";
import { loadNetwork } from "../../src/runtime/load-network.ts";
import { randomSurvivors } from "../pruning/random-survivors.ts";
import { madeRows } from "./made-networks.ts";

const survivors = randomSurvivors({ inputs: 301, hidden: [97, 62], classes: 3 }, 0.8, 1);

it.each([
  ["float16", quantizeFloat16(survivors)],
  ["signs with a scale per neuron", quantizeBinary(survivors, { per: "neuron" })],
])("runs kernels in %s within 1e-5 of the reference", async (_, network) => {
  const loaded = await loadNetwork(encodeContainer({ network, madeFrom: "", provenance: {} }));
  const values = madeRows(5, 301, 2);
  const expected = predictQuantized(network, values);
  loaded.predict(values).forEach((probability, i) => {
    expect(Math.abs(probability - expected[i])).toBeLessThan(1e-5);
  });
});
