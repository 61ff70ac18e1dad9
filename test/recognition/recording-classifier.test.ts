import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { decodeWav } from "../../src/audio/decode-wav.ts";
import { UserError } from "../../src/core/errors.ts";
import { extractCompare2016 } from "../../src/features/compare2016/extract.ts";
import { COMPARE2016_NAMES } from "../../src/features/compare2016/feature-set.ts";
import { extractableFeatures, predictionOf, recordingClassifier } from "../../src/recognition/recording-classifier.ts";
import type { LoadedNetwork } from "../../src/runtime/load-network.ts";

const SIGNAL = decodeWav(readFileSync("test/golden/compare2016/en_short.wav"));
const CLASSES = ["healthy", "cold", "other"];

/** A network that answers the same whatever it hears, and keeps what it was asked. */
function answering(features: readonly string[], ...answer: number[]) {
  const asked: Float32Array[] = [];
  const predict = (values: Float32Array) => {
    asked.push(values.slice());
    return Float32Array.from(answer);
  };
  return { network: { features, classes: CLASSES, predict }, asked };
}

describe("recordingClassifier", () => {
  it("asks the network about its own features in its own order, as they are in the whole set", () => {
    const places = [5000, 17, 3333];
    const { network, asked } = answering(
      places.map((place) => COMPARE2016_NAMES[place]),
      0.2,
      0.5,
      0.3,
    );
    const { values } = extractCompare2016(SIGNAL);
    const classify = recordingClassifier(network);
    for (let recording = 0; recording < 2; recording++)
      expect(classify(SIGNAL)).toEqual({ predicted: "cold", probabilities: Float32Array.of(0.2, 0.5, 0.3) });
    const expected = Float32Array.from(places, (place) => values[place]);
    expect(asked).toEqual([expected, expected]);
  });

  it("computes the features in the network's profile", () => {
    const { network, asked } = answering(COMPARE2016_NAMES.slice(0, 50), 1, 0, 0);
    recordingClassifier({ ...network, profile: "device" })(SIGNAL);
    const { values } = extractCompare2016(SIGNAL, { profile: "device" });
    expect(asked).toEqual([values.slice(0, 50)]);
  });

  it.each([
    [Promise.resolve(), "expected a network that is loaded; await loadNetwork(bytes)"],
    [undefined, "give what loadNetwork(bytes) resolves to"],
    [{ features: [], classes: [], layers: [] }, "give what loadNetwork(bytes) resolves to"],
  ])("refuses %s, which is no loaded network", (given, message) => {
    expect(() => recordingClassifier(given as unknown as LoadedNetwork)).toThrow(TypeError);
    expect(() => recordingClassifier(given as unknown as LoadedNetwork)).toThrow(message);
  });

  it("refuses features that are none of sound, a sound below 60 ms, and an answer that is no number", () => {
    expect(() => recordingClassifier(answering(["age"], 1, 0, 0).network)).toThrow(
      'recordingClassifier: the network needs the feature "age", which is none of ComParE_2016',
    );
    const short = {
      samples: SIGNAL.samples.subarray(0, 0.05 * SIGNAL.sampleRateHz),
      sampleRateHz: SIGNAL.sampleRateHz,
    };
    const { network } = answering(COMPARE2016_NAMES.slice(0, 2), Number.NaN, 0, 0);
    expect(() => recordingClassifier(network)(short)).toThrow(UserError);
    expect(() => recordingClassifier(network)(SIGNAL)).toThrow("the network's answer is not a number");
  });
});

describe("predictionOf", () => {
  it("is the most probable class, of equals the first", () => {
    expect(predictionOf(Float32Array.of(0.1, 0.2, 0.7), CLASSES).predicted).toBe("other");
    expect(predictionOf(Float32Array.of(0.2, 0.4, 0.4), CLASSES).predicted).toBe("cold");
    expect(predictionOf(Float32Array.of(0.4, 0.2, 0.4), CLASSES).predicted).toBe("healthy");
  });

  it.each([Number.NaN, Infinity])("refuses %f", (broken) => {
    expect(() => predictionOf(Float32Array.of(0.5, broken, 0.5), CLASSES)).toThrow(UserError);
  });
});

it("extractable features are given back as they are", () => {
  const some = [COMPARE2016_NAMES[6372], COMPARE2016_NAMES[0]];
  expect(extractableFeatures(some, "a.coldpress")).toBe(some);
  expect(() => extractableFeatures([...some, "x"], "a.coldpress")).toThrow(/^a\.coldpress: the network needs .* "x"/);
});
