import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { Random } from "../../src/core/random.ts";
import { mostProbableClasses, predictNetwork } from "../../src/engine/predict.ts";
import { createSparseEngine } from "../../src/engine/sparse/create-sparse-engine.ts";
import { confusionMatrix } from "../../src/evaluation/confusion.ts";
import { uar } from "../../src/evaluation/uar.ts";
import { inputStatistics } from "../../src/network/input-statistics.ts";
import { initializeNetwork } from "../../src/network/network.ts";
import { type SparseNetwork, survivorsOf, survivorTotal } from "../../src/network/sparse-network.ts";
import { standardizeInputs } from "../../src/network/standardize-inputs.ts";
import { fileSource } from "../../src/node/file-source.ts";
import { geometricSparsities, pruneInRounds, ROUNDS_DEFAULTS } from "../../src/pruning/rounds.ts";
import { quantizeCodebook } from "../../src/quantization/codebook.ts";
import { FINE_TUNE_DEFAULTS, fineTuneCodebook } from "../../src/quantization/fine-tune-codebook.ts";
import { quantizedSurvivors } from "../../src/quantization/quantized-survivors.ts";
import { readTable } from "../../src/table/read-table.ts";
import { studentOf } from "../../src/training/distillation.ts";
import { labelTargets } from "../../src/training/targets.ts";
import { SURVIVOR_TRAIN_DEFAULTS, trainSurvivors } from "../../src/training/train-survivors.ts";

const FOLDER = "../shared/data/covid19_cough/features";

it.skipIf(!existsSync(FOLDER))(
  "on real coughs, 6373-32-2 pruned to 0.99 in rounds has a devel UAR above 0.65, and in 2 bits too; chance is 0.5",
  async () => {
    const read = (name: string) => readTable([fileSource(join(FOLDER, `covid19_cough.ComParE.${name}.arff.gz`))], {});
    const [train, devel] = [await read("train"), await read("devel")];
    const { features, classes, values: inputs } = train;
    const architecture = { inputs: features.length, hidden: [32], classes: classes.length };
    const engine = createSparseEngine();
    const uarOf = async (network: SparseNetwork) => {
      const predicted = mostProbableClasses(await predictNetwork(engine, network, devel.values), classes.length);
      return uar(confusionMatrix({ classes, labels: devel.labels, predicted }));
    };
    const random = new Random(1);
    const targets = labelTargets(train.labels, classes.length);
    const fresh = survivorsOf(initializeNetwork(architecture, features, classes, random.fork("initial weights")));
    // Standardising keeps what a network computes; a student of it has the normalisation, and weights of its own.
    const standardized = standardizeInputs(fresh, inputStatistics(inputs, features.length));
    const start = studentOf(standardized, architecture.hidden, random.fork("student"));
    const data = { inputs, targets, random };
    const dense = await trainSurvivors(engine, {
      ...data,
      network: start,
      options: { ...SURVIVOR_TRAIN_DEFAULTS, steps: 60 },
    });
    const pruned = await pruneInRounds(engine, {
      ...data,
      network: dense,
      options: {
        ...ROUNDS_DEFAULTS,
        sparsities: geometricSparsities(0.99),
        retraining: { ...ROUNDS_DEFAULTS.retraining, steps: 100 },
      },
    });
    const tuned = await fineTuneCodebook(engine, {
      ...data,
      network: quantizeCodebook(pruned, { bits: 2 }),
      options: { ...FINE_TUNE_DEFAULTS, steps: 100 },
    });
    expect(survivorTotal(pruned)).toBe(2045);
    expect(await uarOf(pruned)).toBeGreaterThan(0.65);
    expect(await uarOf(quantizedSurvivors(tuned))).toBeGreaterThan(0.65);
  },
);
