import { beforeAll, describe, expect, it } from "vitest";
import { memoryStore } from "../../src/core/artifact-store.ts";
import { Random } from "../../src/core/random.ts";
import { type Partitions, partition } from "../../src/corpus/partitions.ts";
import { createSparseEngine } from "../../src/engine/sparse/create-sparse-engine.ts";
import { decodeContainer } from "../../src/formats/container/container-file.ts";
import { initializeNetwork } from "../../src/network/network.ts";
import { squeezeVerdict } from "../../src/report/squeeze-verdict.ts";
import { SQUEEZE_DEFAULTS } from "../../src/squeeze/options.ts";
import type { Squeezed } from "../../src/squeeze/squeeze.ts";
import { type SqueezeProcedure, squeezeInFolds } from "../../src/squeeze/squeeze-folds.ts";
import { chosenCandidate, judgedSize, squeezeResult } from "../../src/squeeze/squeeze-result.ts";
import { TEST_LOOKS_FILE } from "../../src/squeeze/test-looks.ts";
import type { FeatureTable } from "../../src/table/feature-table.ts";
import type { TrainingData } from "../../src/training/train.ts";
import { learnableTable } from "../training/learnable-table.ts";

const FEATURES = 12;
const OPTIONS = {
  ...SQUEEZE_DEFAULTS,
  families: ["linear", "small"],
  smallNeurons: 3,
  smallSparsities: [0, 0.5],
  bits: [4],
  training: { ...SQUEEZE_DEFAULTS.training, steps: 20 },
  fineTuning: { ...SQUEEZE_DEFAULTS.fineTuning, steps: 5 },
  margin: 0.1,
} as const;

describe("a squeeze in every fold of a cross-validation", () => {
  const table = { ...learnableTable(96, FEATURES, 2, 3), speakers: speakersOf(96) };
  const { folds, findings } = partition(table, { folds: 3 });
  const seen: { data: TrainingData; fold: number | "whole" }[] = [];
  const original: SqueezeProcedure["original"] = async (data, fold) => {
    seen.push({ data, fold });
    const architecture = { inputs: FEATURES, hidden: [16], classes: 2 };
    const seed = new Random(fold === "whole" ? 9 : fold);
    return { network: initializeNetwork(architecture, table.features, table.classes, seed), originalFile: {} };
  };
  const engine = createSparseEngine();
  const run = (files: Map<string, Uint8Array>, own: readonly Partitions[] = folds, margin = 0.1) =>
    squeezeInFolds({ folds: own, original, findings }, { ...OPTIONS, margin }, { engine, store: memoryStore(files) });
  const files = new Map<string, Uint8Array>();
  let whole: Squeezed;

  beforeAll(async () => {
    whole = await run(files);
  });

  it("tests every recording once, by networks that do not know its speaker", () => {
    const { procedure, test, findings: said } = whole.result;
    expect(squeezeResult.parse(JSON.parse(JSON.stringify(whole.result)))).toEqual(
      JSON.parse(JSON.stringify(whole.result)),
    );
    expect(procedure?.folds).toHaveLength(3);
    expect(procedure?.folds.reduce((sum, { tested }) => sum + tested, 0)).toBe(96);
    expect(procedure?.folds.reduce((sum, { speakers }) => sum + (speakers ?? 0), 0)).toBe(12);
    expect(test?.original.recordings).toBe(96);
    expect(test?.networks[0]?.comparison?.uarDrop.unitCount).toBe(12);
    expect(said).toEqual(findings);
    for (const evaluation of [test?.original, test?.networks[0]?.evaluation])
      expect(evaluation?.perSpeaker).toMatchObject({ figure: "answers", speakers: 12 });
    expect(whole.result.explanation?.table?.recordings).toBe(folds[0]?.devel.ids.length);
    for (const { data, fold } of seen.slice(0, 3)) {
      const tested = new Set(folds[fold as number]?.test.speakers);
      expect([...(data.train.speakers ?? []), ...(data.devel.speakers ?? [])].some((own) => tested.has(own))).toBe(
        false,
      );
    }
  });

  it("makes the network that is kept of all recordings but a devel fold", () => {
    const last = seen[3];
    expect(last?.fold).toBe("whole");
    const { train, devel, test } = folds[0];
    expect(last?.data.train.ids).toEqual([...train.ids, ...test.ids]);
    expect(last?.data.devel.ids).toEqual(devel.ids);
    expect(whole.container).toEqual(files.get("squeezed.coldpress"));
    expect(whole.container?.length).toBe(chosenCandidate(whole.result)?.bytes);
    expect(decodeContainer(whole.container as Uint8Array, "kept").network.classes).toEqual(table.classes);
  });

  it("gives sizes as median and range over the folds, each the size of the file that was tested", () => {
    const sizes = [1, 2, 3].map((fold) => files.get(`fold-${fold}/chosen.coldpress`)?.length as number);
    const { procedure } = whole.result;
    expect(procedure?.folds.map(({ bytes }) => bytes)).toEqual(sizes);
    const [smallest, median, largest] = [...sizes].sort((a, b) => a - b);
    expect(procedure?.bytes).toEqual({ smallest, median, largest });
    const chosen = chosenCandidate(whole.result);
    expect(chosen && judgedSize(whole.result, chosen)).toEqual(procedure?.bytes);
  });

  it("gives the same again from what is kept, in one question to test, and another one for another margin", async () => {
    expect(whole.result.test?.look.number).toBe(1);
    const kept = new Map([...files].filter(([name]) => name.startsWith("fold-1/") || name === TEST_LOOKS_FILE));
    expect(await run(kept)).toEqual(whole);
    expect((await run(files, folds, 0.3)).result.test?.look.number).toBe(2);
  });

  it("chooses by devel alone: other test labels of a fold change no network of it", async () => {
    const other = new Map<string, Uint8Array>();
    const turned = folds.map((fold, r) => (r === 0 ? { ...fold, test: relabeled(fold.test) } : fold));
    const { result } = await run(other, turned);
    for (const fold of [1, 2, 3])
      expect(other.get(`fold-${fold}/chosen.coldpress`)).toEqual(files.get(`fold-${fold}/chosen.coldpress`));
    expect(result.test?.networks[0]?.evaluation).not.toEqual(whole.result.test?.networks[0]?.evaluation);
  });

  it("says that the figures are the procedure's, and advises no cross-validation", () => {
    const { sentence, caveats } = squeezeVerdict(whole.result);
    expect(sentence).toMatch(
      /^The procedure, in 3 folds of cross-validation: networks of .*, \d+ times smaller\. On test: UAR /,
    );
    expect(sentence).toContain("not to the file that is kept");
    expect(sentence.match(/On test/g)).toHaveLength(1);
    expect(caveats.join(" ")).not.toContain("Cross-validate");
  });

  it("refuses a size that a fold has no network for", async () => {
    const asked = squeezeInFolds({ folds, original }, { ...OPTIONS, targetBytes: 10 }, { engine });
    await expect(asked).rejects.toThrow("fold 1/3: no network of at most 10 bytes was found; ask for a larger size");
  });
});

/** Twelve speakers of one class each. */
function speakersOf(rows: number): string[] {
  return Array.from({ length: rows }, (_, row) => `speaker ${String.fromCharCode(97 + (row % 12))}`);
}

function relabeled(test: FeatureTable): FeatureTable {
  return { ...test, labels: test.labels.map((label) => 1 - label) };
}
