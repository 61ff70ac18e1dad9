import { describe, expect, it } from "vitest";
import { figuresOfNotes, notesOfFigures } from "../../src/export/figures-notes.ts";
import { networkFigures } from "../../src/export/network-figures.ts";
import { COMPARE2016_NAMES } from "../../src/features/compare2016/feature-set.ts";
import { decodeContainer, encodeContainer, withProvenance } from "../../src/formats/container/container-file.ts";
import type { SqueezeResult } from "../../src/squeeze/squeeze-result.ts";
import { madeNetwork } from "../runtime/made-networks.ts";

const uar = { estimate: 0.70049, interval: { low: 0.6005, high: 0.8001, level: 0.95 } };
const evaluation = { classes: ["b", "a"], recordings: 40, recalls: [0.9, 0.5], uar, bySpeaker: [{}, {}, {}] };
const finding = (severity: string, check: string) => ({ severity, check, sentence: "" });
const result = {
  candidates: [{ name: "x", bytes: 99, develUar: 0.75 }],
  original: { devel: { recordings: 30, bySpeaker: null } },
  trained: { recordings: 320, speakers: 90 },
  findings: [finding("warning", "feature-leak"), finding("note", "classes"), finding("error", "feature-leak")],
  test: { networks: [{ name: "x", evaluation }] },
} as unknown as SqueezeResult;
const asked = { candidate: "x", sizeBytes: 99, classes: ["a", "b"] };

describe("networkFigures", () => {
  it("are those of test, with recalls in the network's order of classes, training data and warnings", () => {
    expect(networkFigures([result], asked)).toEqual({
      partition: "test",
      folds: null,
      recordings: 40,
      speakers: 3,
      uar: uar.estimate,
      interval: uar.interval,
      recalls: [0.5, 0.9],
      trained: { recordings: 320, speakers: 90 },
      warnings: ["feature-leak"],
    });
  });

  it("are those of devel, and say so, where test was not asked", () => {
    const { partition, uar, interval, recalls } = networkFigures([{ ...result, test: null }], asked);
    expect({ partition, uar, interval, recalls }).toEqual({
      partition: "devel",
      uar: 0.75,
      interval: null,
      recalls: null,
    });
  });

  it("say where they are of the networks of folds", () => {
    const procedure = { folds: [{}, {}, {}] } as unknown as NonNullable<SqueezeResult["procedure"]>;
    expect(networkFigures([{ ...result, procedure }], asked).folds).toBe(3);
  });

  it("say that the voices are synthetic, and of checks of devel alone only where the figures are of devel", () => {
    const findings = [finding("warning", "rebalancing"), finding("warning", "speaker-overlap-devel")] as never;
    const made = { ...result, findings, synthetic: true };
    expect(networkFigures([made], asked).warnings).toEqual(["synthetic"]);
    expect(networkFigures([{ ...made, test: null }], asked).warnings).toEqual([
      "synthetic",
      "rebalancing",
      "speaker-overlap-devel",
    ]);
  });

  it("are refused for a network that the result does not know", () => {
    expect(() => networkFigures([result], { ...asked, sizeBytes: 98 })).toThrow('no candidate "x" of 98 bytes');
  });
});

describe("figures as notes", () => {
  const figures = networkFigures([result], asked);

  it("come back to three decimals, the interval never narrower, without recalls", () => {
    expect(notesOfFigures(figures)).toEqual({
      trained: [320, 90],
      test: [40, 3],
      uar: [0.7, 0.6, 0.801],
      warnings: ["feature-leak"],
    });
    expect(figuresOfNotes(notesOfFigures(figures))).toEqual({
      ...figures,
      uar: 0.7,
      interval: { low: 0.6, high: 0.801, level: 0.95 },
      recalls: null,
    });
    const bare = { ...figures, speakers: null, interval: null, trained: null, warnings: [], folds: 5 };
    expect(figuresOfNotes(notesOfFigures(bare))).toEqual({ ...bare, uar: 0.7, recalls: null });
  });

  it.each([
    ["no notes", {}],
    ["no numbers of recordings", { uar: [0.7] }],
    ["a UAR above 1", { test: [40], uar: [70] }],
    ["half an interval", { test: [40], uar: [0.7, 0.6] }],
    ["somebody else's test", { test: "passed", uar: [0.7] }],
  ])("are none where there is %s", (_, notes) => {
    expect(figuresOfNotes(notes)).toBeNull();
  });

  it("take at most 16 bytes more in a container than the mark of the search that they replace, 36 with a warning, and change nothing else", () => {
    const architecture = { inputs: 17, hidden: [5], classes: 2 };
    const made = madeNetwork({ architecture, kernels: [{ kind: "codebook", entries: 8 }], sparsity: 0.7, seed: 1 });
    const network = { ...made, features: COMPARE2016_NAMES.filter((_, place) => place % 375 === 7) };
    const name = "pruned-99.995-3-bit";
    const marked = { name, fingerprint: "3183a8c0dfb900e8" };
    const kept = encodeContainer({ network, madeFrom: "", provenance: marked });
    const notes = { name, ...notesOfFigures({ ...figures, warnings: [] }) };
    const written = withProvenance(kept, notes, "kept");
    expect(written.length).toBeLessThanOrEqual(kept.length + 16);
    const warned = withProvenance(kept, { name, ...notesOfFigures(figures) }, "kept");
    expect(warned.length).toBeLessThanOrEqual(kept.length + 36);
    expect(decodeContainer(written, "written")).toEqual({ ...decodeContainer(kept, "kept"), provenance: notes });
    expect(withProvenance(written, marked, "written")).toEqual(kept);
    expect(() => withProvenance(kept.slice(0, 60), notes, "cut.coldpress")).toThrow("cut.coldpress");
  });
});
