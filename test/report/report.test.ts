import { describe, expect, it } from "vitest";
import { parseResult } from "../../src/experiment/result.ts";
import { confusionMatrix } from "../../src/report/charts/confusion-matrix.ts";
import { layerBytesChart } from "../../src/report/charts/layer-bytes.ts";
import { sizeAgainstUar } from "../../src/report/charts/size-against-uar.ts";
import { sparsitySchedule } from "../../src/report/charts/sparsity-schedule.ts";
import { speakerPairs, speakerRecall } from "../../src/report/charts/speaker-recall.ts";
import { squeezePicture } from "../../src/report/charts/squeeze-front.ts";
import { trainingCurve } from "../../src/report/charts/training-curves.ts";
import { weightHistogram } from "../../src/report/charts/weight-histogram.ts";
import { judged } from "../../src/report/judged.ts";
import { renderModelCard, renderSqueezedCard } from "../../src/report/model-card.ts";
import { renderReport } from "../../src/report/report.ts";
import { type MadeUp, madeUpResult } from "./results.ts";

const EMOTIONS: MadeUp = {
  name: "seven emotions",
  classes: ["anger and annoyance", "boredom", "disgust", "fear", "happiness, loud", "neutral <&>", "sadness"],
  diagnosis: false,
  speakers: 4,
  recordingsPerSpeaker: 58,
  models: ["A", "B", "C"],
  synthetic: true,
  neverPredicted: 2,
};

const CASES: [string, MadeUp][] = [
  ["two classes", {}],
  ["seven classes with long names, one never predicted", EMOTIONS],
  ["one speaker", { speakers: 1, recordingsPerSpeaker: 30, diagnosis: false }],
  [
    "nine models",
    {
      models: ["A", "B", "C", "d", "e", "f", "g", "h", "a network with a very long name"],
      speakers: 200,
      hidden: [4248, 2832, 1888, 1258, 839],
      recordingsPerSpeaker: 3,
    },
  ],
  ["no labels in test", { testLabeled: false }],
  ["a squeezed model", { squeezed: "pruned-99.95-4-bit" }],
  ["squeezed models, the linear classifier chosen", { squeezed: "linear-80-4-bit", models: ["A", "B"] }],
  ["a squeezed model without labels in test", { squeezed: "pruned-99.95-4-bit", testLabeled: false }],
  [
    "a squeezed model of one speaker",
    { squeezed: "small-95-4-bit", speakers: 1, recordingsPerSpeaker: 30, diagnosis: false },
  ],
  ["a network without errors", { original: 1, linear: 1, harm: { pruned: 0, quantized: 0, "pruned-quantized": 0 } }],
];

describe("the page", () => {
  it.each(CASES)("of %s asks for nothing from outside, is below 1.5 MB, and no number in it is missing", (_, made) => {
    const page = renderReport(madeUpResult(made));
    expect(page).not.toMatch(/https?:|src=|url\(|@import|href="[^#]/);
    expect(page).toContain(
      `content="default-src &#39;none&#39;; style-src &#39;unsafe-inline&#39;; script-src &#39;unsafe-inline&#39;"`,
    );
    expect(page.length).toBeLessThan(1_500_000);
    expect(page.replace(/<script>.*<\/script>/s, "")).not.toMatch(/NaN|undefined|Infinity|\[object/);
  });

  it.each(CASES)("of %s has every id once, and every picture a title and a description", (_, made) => {
    const page = renderReport(madeUpResult(made));
    const ids = [...page.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const named = [...page.matchAll(/aria-labelledby="([^"]*)"/g)].flatMap(([, names]) => names.split(" "));
    expect(named.filter((name) => !ids.includes(name))).toEqual([]);
    expect(page.match(/<svg [^>]*role="img"/g)?.length ?? 0).toBe(page.match(/<desc /g)?.length ?? 0);
  });

  it("has the verdict before everything else, and says what it is not", () => {
    const page = renderReport(madeUpResult());
    expect(page.indexOf("Pruned and quantised, model A is 19.6 times smaller")).toBeLessThan(page.indexOf("<nav"));
    expect(page).toContain("Not a medical device");
  });

  it("has two figures more beside the verdict where a squeezed network was tested", () => {
    const tiles = (made: MadeUp) =>
      /<dl class="(tiles[^"]*)">(.*?)<\/dl>/s.exec(renderReport(madeUpResult(made))) ?? [];
    const [, plain, four] = tiles({});
    const [, wide, six] = tiles({ squeezed: "pruned-99.95-4-bit" });
    expect([plain, four?.split("<dt").length]).toEqual(["tiles", 5]);
    expect([wide, six?.split("<dt").length]).toEqual(["tiles six", 7]);
  });

  it("lists every network of the search under its family", () => {
    const page = renderReport(madeUpResult({ squeezed: "pruned-99.95-4-bit" }));
    const [, table = ""] = /All networks of the search(.*?)<\/table>/s.exec(page) ?? [];
    const names = [...table.matchAll(/(linear|small|narrow|pruned)-[\d.]+-\d-bit/g)].map(([name]) => name);
    expect(names.slice(0, 3)).toEqual(["linear-80-4-bit", "linear-95-4-bit", "small-95-4-bit"]);
  });

  it("says of a cross-validation how many recordings were tested in all folds, and that table 1 is of the first", () => {
    const { data, ...result } = madeUpResult();
    expect(renderReport({ data, ...result })).toContain("800 test recordings of 40 speakers");
    const partitions = data.partitions.map((part) => ({ ...part, recordings: part.recordings / 5, speakers: 8 }));
    const page = renderReport({ data: { ...data, partitions }, ...result });
    expect(page).toContain("800 recordings of 40 speakers, each tested once in cross-validation");
    expect(page).toContain("Table 1: recordings of the first fold");
  });

  it("escapes what comes from the data", () => {
    const page = renderReport(madeUpResult({ name: "<script>alert(1)</script>", classes: ['a"b', "<img src=x>"] }));
    expect(page).not.toContain("<script>alert");
    expect(page).not.toContain("<img");
  });

  it("is the same from a result that went through its file", () => {
    const result = madeUpResult(EMOTIONS);
    expect(renderReport(parseResult(JSON.stringify(result), "result.json"))).toBe(renderReport(result));
  });

  it("shows the squeeze where there is one: verdict, front, file; and says so where the linear classifier wins", () => {
    expect(renderReport(madeUpResult())).not.toContain("The squeeze");
    const page = renderReport(madeUpResult({ squeezed: "linear-80-4-bit" }));
    expect(page).toContain('<h2 id="squeeze">The squeeze: how small can it get?</h2>');
    expect(page).toContain('<a href="#squeeze">');
    expect(page).toContain("Chosen: linear-80-4-bit (the linear classifier), 10.4 KiB, 13,552 times smaller");
    expect(page).toContain("Beside it: pruned-99.95-4-bit (the pruned original), 35.6 KiB");
    expect(page).toContain("A/squeezed.coldpress");
    expect(page).toMatch(/<td[^>]*>Squeezed<\/td>|<th[^>]*>Squeezed<\/th>/);
    expect(page).toContain("10.4 KiB (1/13,552)");
    expect(page).toContain('class="v-squeezed"');
    const winner = "Model A, squeezed: The linear classifier wins";
    expect(page.indexOf(winner)).toBeGreaterThan(0);
    expect(page.indexOf(winner)).toBeLessThan(page.indexOf("<nav"));
  });

  it("refuses a result of the older version, whose intervals were a bootstrap's, and one with a part missing", () => {
    const older = { ...madeUpResult(), version: 1 };
    expect(() => parseResult(JSON.stringify(older), "result.json")).toThrow(
      "result.json: is a result of version 1; this coldpress reads version 2; run the experiment again",
    );
    const squeezed = madeUpResult({ squeezed: "pruned-99.95-4-bit" });
    expect(parseResult(JSON.stringify(squeezed), "result.json")).toEqual(squeezed);
    const broken = JSON.stringify(squeezed).replace(
      '"unit":"speaker","unitCount":40,"fewestUnits":20,"untakenCosts":2',
      '"unitCount":40,"fewestUnits":20,"untakenCosts":2',
    );
    expect(() => parseResult(broken, "result.json")).toThrow(
      "result.json: is not a result of coldpress: models.0.squeezed.unit",
    );
  });

  it("puts several results side by side, with ids apart", () => {
    const page = renderReport(madeUpResult(), madeUpResult(EMOTIONS));
    const ids = [...page.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(page).toContain("2 results side by side");
    expect(() => renderReport()).toThrow("at least 1 result, got none");
    expect(() => renderReport(madeUpResult({ models: [] }))).toThrow(
      'report: the result of "throat clinic" has no models',
    );
  });
});

describe("the pictures", () => {
  const result = madeUpResult({ models: ["A"] });
  const model = result.models[0];
  const [original, , , both] = model.variants.map(({ devel }) => devel);
  const emotions = madeUpResult(EMOTIONS).models[0]?.variants[0]?.devel;
  const pairs = (original && both && speakerPairs(original, both)) ?? [];

  const squeezed = madeUpResult({ squeezed: "pruned-99.95-4-bit" }).models[0]?.squeezed;

  // Looked at in Chromium, in a page, when they were made; a change shows as a changed file.
  it.each<[string, string]>([
    ["size-against-uar", sizeAgainstUar([result], "size", 880)],
    ["size-against-uar-narrow", sizeAgainstUar([result], "size", 342)],
    ["size-against-uar-squeezed", sizeAgainstUar([madeUpResult({ squeezed: "pruned-99.95-4-bit" })], "size", 880)],
    ["confusion", original ? confusionMatrix(original, "confusion", "Original", 424) : ""],
    ["confusion-7", emotions ? confusionMatrix(emotions, "confusion", "Original", 424) : ""],
    ["loss", trainingCurve(model, "loss", "loss", 424)],
    ["weights", weightHistogram(model, 0, "weights", 270)],
    ["sparsity", sparsitySchedule(model, 0.9, "sparsity", 880)],
    ["bytes", layerBytesChart(model, "bytes", 880)],
    ["speakers", speakerRecall(pairs, "pruned-quantized", "speakers", 880)],
    ["front", squeezed ? squeezePicture(squeezed, "front", 880) : ""],
    ["front-narrow", squeezed ? squeezePicture(squeezed, "front", 342) : ""],
  ])("draw %s as they did when last looked at", async (name, svg) => {
    await expect(`${svg.replaceAll("><", ">\n<")}\n`).toMatchFileSnapshot(`../golden/report/${name}.svg`);
  });

  it("place the floor of a layer and its full bytes on one axis: zeros are 89.9 % of a pruned float32 kernel", () => {
    const layer = model.variants[1]?.layers[0];
    expect(layer && 1 - layer.survivors / layer.weights).toBeCloseTo(0.8988, 4);
  });
});

describe("the model card", () => {
  it("of a squeezed network says what it is, what it needs, and what was shown", () => {
    const result = madeUpResult({ squeezed: "pruned-99.95-4-bit" });
    const model = result.models[0];
    const card = renderSqueezedCard(result, model);
    expect(card).toMatch(/^# Model A, squeezed\n/);
    for (const heading of ["Model", "Intended use", "Data", "Figures", "Caveats", "How it was made"])
      expect(card).toContain(`\n## ${heading}\n`);
    for (const phrase of [
      "`A/squeezed.coldpress`, 35.6 KiB",
      "3,100 of the 6,373 acoustic features",
      "15,100 weights",
      "Chosen: pruned-99.95",
    ])
      expect(card).toContain(phrase);
    expect(card).not.toMatch(/NaN|undefined|\[object/);
    expect(() => renderSqueezedCard(result, { ...model, squeezed: null })).toThrow("Model A has no squeezed network");
  });

  it("says what the network is, how good, on whom, and what it is not for", () => {
    const result = madeUpResult();
    const model = result.models[0];
    const card = renderModelCard(result, model, model.variants[3]);
    for (const heading of ["Model", "Intended use", "Data", "Figures", "Caveats", "How it was made"])
      expect(card).toContain(`\n## ${heading}\n`);
    expect(card).toMatch(/^# Model A, pruned and quantised\n/);
    expect(card).toContain("`A/pruned-quantized.tflite`");
    expect(card).toContain("Not a medical device");
    expect(card).not.toMatch(/NaN|undefined|\[object/);
    const { classes, recalls, confusion } = judged(model.variants[3]);
    for (const [c, name] of classes.entries()) {
      const recordings = confusion[c].reduce((sum, count) => sum + count, 0);
      expect(card).toMatch(new RegExp(`^\\| ${name} \\| ${recordings} \\| ${recalls[c]?.toFixed(3)} `, "m"));
    }
  });

  it.each([
    ["sigmoid", undefined, "2 hidden layers of 4,248 and 2,832 sigmoid units"],
    ["relu", [{ kind: "relu" }, { kind: "relu" }], "2 hidden layers of 4,248 and 2,832 relu units"],
    ["mixed", [{ kind: "tanh" }, { kind: "leaky-relu", slope: 0.1 }], "4,248 tanh and 2,832 leaky-relu 0.1 units"],
  ] as const)("names the network's own activations: %s", (_, activations, phrase) => {
    const made = madeUpResult({ squeezed: "pruned-99.95-4-bit" });
    const model = made.models[0];
    const architecture = { inputs: 6373, hidden: model.hidden, classes: 2, activations };
    const plan = { ...PLAN, models: [{ name: model.name, architecture }] };
    const card = renderModelCard({ ...made, plan }, model, model.variants[0]);
    expect(card).toContain(phrase);
    const squeezed = renderSqueezedCard({ ...made, plan }, model);
    expect(squeezed).toMatch(/2 hidden layers of \d+/);
    expect(squeezed.includes("sigmoid")).toBe(activations === undefined);
  });
});

/** The rest of a plan, whose models a test gives. */
const PLAN = {
  seed: 1,
  training: {},
  pruning: { pruning: {}, training: {} },
  comparison: {},
  squeeze: null,
};
