/**
 * The page that listens, as `export web` writes it, with its network, a server and the answers that it must give.
 */

import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { decodeWav } from "../../src/audio/decode-wav.ts";
import { encodeWav } from "../../src/audio/encode-wav.ts";
import type { Signal } from "../../src/audio/signal.ts";
import { pageHeaders } from "../../src/export/web-site.ts";
import { Compare2016Extractor } from "../../src/features/compare2016/extract.ts";
import { COMPARE2016_NAMES } from "../../src/features/compare2016/feature-set.ts";
import { type FeatureProfile, mentioned, profileOf } from "../../src/features/feature-profile.ts";
import { encodeContainer } from "../../src/formats/container/container-file.ts";
import { MANIFEST_FILE } from "../../src/node/manifest.ts";
import { type FileServer, serveFiles } from "../../src/node/serve-files.ts";
import { recordingClassifier } from "../../src/recognition/recording-classifier.ts";
import { loadNetwork } from "../../src/runtime/load-network.ts";
import { coldpress } from "../cli/run-coldpress.ts";
import { madeNetwork } from "../runtime/made-networks.ts";

const GOLDEN = resolve("test/golden/compare2016");

/** Recordings of the golden tests. */
export const speech: readonly string[] = readdirSync(GOLDEN)
  .filter((name) => name.endsWith(".wav"))
  .map((name) => join(GOLDEN, name));

/** A page made by the command line, in a folder for it and for recordings. */
export interface MadeSite {
  readonly folder: string;
  readonly container: Uint8Array;
  /** By name: what a host is given. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  remove(): void;
}

/** @param profile  In which the network's features are computed. */
export function madeSite(profile: FeatureProfile = "reference"): MadeSite {
  const folder = mkdtempSync(join(tmpdir(), "coldpress-site-"));
  const container = madeContainer(profile);
  writeFileSync(join(folder, "m.coldpress"), container);
  const { code, err } = coldpress(["export", "web", "m.coldpress", "--out", "site"], folder);
  if (code !== 0) throw new Error(`export web: ${err}`);
  const files = filesOfSite(join(folder, "site"));
  return { folder, container, files, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** By name: what a host is given of a page that `coldpress export web` has written. */
export function filesOfSite(site: string): ReadonlyMap<string, Uint8Array> {
  const names = readdirSync(site).filter((name) => name !== MANIFEST_FILE);
  return new Map(names.map((name) => [name, new Uint8Array(readFileSync(join(site, name)))]));
}

/** About 10 KiB, of features of all families, scaled to what a recording gives, so that probabilities are not 0 and 1. */
function madeContainer(profile: FeatureProfile): Uint8Array {
  const features = COMPARE2016_NAMES.filter((_, place) => place % 9 === 4);
  const { values } = new Compare2016Extractor({ only: features, profile }).extract(decodeWav(readFileSync(speech[0])));
  const architecture = { inputs: features.length, hidden: [16], classes: 2 };
  const made = madeNetwork({ architecture, kernels: [{ kind: "codebook", entries: 16 }], sparsity: 0.2, seed: 3 });
  const scale = Float32Array.from(values, (value) => 1 / (Math.abs(value) + 1e-3));
  const offset = Float32Array.from(values, (value, i) => -0.9 * value * scale[i]);
  const network = {
    ...made,
    ...mentioned(profile),
    features,
    classes: ["healthy", "cold"],
    normalization: { scale, offset },
  };
  return encodeContainer({ network, madeFrom: "", provenance: { name: "made up" } });
}

/** A server with what it was asked for. */
export type AskedServer = FileServer & { readonly asked: readonly string[] };

/** Serves the page; without headers, as hosts do that know none, or with those that we ship. */
export async function serveSite({ files }: Pick<MadeSite, "files">, withHeaders = true): Promise<AskedServer> {
  const asked: string[] = [];
  const server = await serveFiles(files, (path) => {
    asked.push(path);
    return withHeaders ? pageHeaders(path) : {};
  });
  return { ...server, asked };
}

/** What is seen of an answer. Numbers by their bits: JSON knows no −0. */
export interface Shown {
  readonly kind: string;
  readonly features?: readonly number[];
  readonly probabilities?: readonly number[];
}

const bitsOf = (values: Float32Array) => [...new Uint32Array(values.slice().buffer)];

/** What Node says of a file. */
export async function inNode({ container }: MadeSite, path: string): Promise<Required<Shown>> {
  const network = await loadNetwork(container);
  const signal = decodeWav(readFileSync(path));
  const features = new Compare2016Extractor({ only: network.features, profile: profileOf(network) }).extract(
    signal,
  ).values;
  const { probabilities } = recordingClassifier(network)(signal);
  return { kind: "answer", features: bitsOf(features), probabilities: bitsOf(probabilities) };
}

/** Writes a recording into the site's folder. */
export function wavFile({ folder }: MadeSite, name: string, signal: Signal): string {
  writeFileSync(join(folder, name), encodeWav(signal));
  return join(folder, name);
}
