import { expect, it } from "vitest";
import { compactNetwork } from "../../../src/device/compact-network.ts";
import { DeviceNetwork } from "../../../src/device/device-network.ts";
import { inSetOrder } from "../../../src/export/c/set-order.ts";
import { featurePlaces } from "../../../src/export/c/sound-plan.ts";
import { predictCoded } from "../../../src/quantization/coded-network.ts";
import { codedNetwork } from "../../device/coded-network.ts";
import { madeNetwork, madeRows } from "../../runtime/made-networks.ts";
import { FEATURE_SETS, networkOver } from "./made-project.ts";

const REVERSED = Array.from({ length: 40 }, (_, i) => (7 * i + 3) % 40);

it.each(["int8", "codebook"] as const)("asks the same of the same features, in the set's order: %s", (kind) => {
  const architecture = { inputs: 40, hidden: [6], classes: 3 };
  const kernels = [kind === "int8" ? { kind } : { kind, entries: 16 }];
  const network = codedNetwork(madeNetwork({ architecture, kernels, sparsity: 0.4, seed: 2 }));
  const ordered = inSetOrder(network, REVERSED);
  const row = madeRows(1, 40, 1);
  const moved = new Float32Array(40);
  REVERSED.forEach((place, input) => {
    moved[place] = row[input];
    expect(ordered.features[place]).toBe(network.features[input]);
  });
  const [before, after] = [predictCoded(network, row), predictCoded(ordered, moved)];
  after.forEach((p, c) => {
    expect(p).toBeCloseTo(before[c], 6);
  });
  const onBoard = new DeviceNetwork(compactNetwork(ordered)).predict(moved);
  onBoard.forEach((p, c) => {
    expect(p).toBeCloseTo(before[c], 5);
  });
  for (const { outputs, rowStarts, columns } of ordered.layers)
    for (let output = 0; output < outputs; output++) {
      const row = columns.subarray(rowStarts[output], rowStarts[output + 1]);
      expect(row).toEqual(row.toSorted());
    }
});

it("leaves a network whose features are in order as it is", () => {
  const network = codedNetwork(networkOver(FEATURE_SETS["mfcc"]));
  expect(inSetOrder(network, featurePlaces(network.features, "made"))).toBe(network);
});
