/**
 * Where the command line finds out how good a network is: a file that is named, or the squeeze.json that lies beside it.
 */

import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { UserError } from "../../core/errors.ts";
import { parseResult, RESULT_SCHEMA } from "../../experiment/result.ts";
import { type FiguresOf, type NetworkFigures, networkFigures } from "../../export/network-figures.ts";
import { parseJsonRecord } from "../../formats/json.ts";
import { readWholeFile } from "../../node/read-file.ts";
import { loadNetwork } from "../../runtime/load-network.ts";
import { type SqueezeResult, squeezeResult } from "../../squeeze/squeeze-result.ts";

/** A container as it was read. */
export interface ReadContainer {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** Figures, and the file that has them. */
export interface FoundFigures {
  readonly figures: NetworkFigures;
  readonly from: string;
}

/**
 * The figures of a network.
 *
 * @param named  The file that shall have them: squeeze.json, or the result.json of an experiment that squeezed. Without it, that
 *               of the squeeze whose folder the container lies in, if it is one that knows it.
 * @throws FormatError if the container is damaged; UserError if the file that is named does not know the network.
 */
export async function findFigures(
  { path, bytes }: ReadContainer,
  named: string | undefined,
): Promise<FoundFigures | null> {
  const { classes, provenance } = await loadNetwork(bytes, { name: path });
  const candidate = typeof provenance["name"] === "string" ? provenance["name"] : "";
  const network = { candidate, sizeBytes: bytes.length, classes };
  if (named !== undefined) return figuresIn(named, network);
  const beside = join(dirname(path), "squeeze.json");
  try {
    return existsSync(beside) ? figuresIn(beside, network) : null;
  } catch (error) {
    // It is of another network, or of another version.
    if (error instanceof UserError) return null;
    throw error;
  }
}

function figuresIn(from: string, network: FiguresOf): FoundFigures {
  const results = squeezesIn(from);
  try {
    return { figures: networkFigures(results, network), from };
  } catch (error) {
    throw error instanceof UserError ? new UserError(`${from}: ${error.message}`, { cause: error }) : error;
  }
}

function squeezesIn(path: string): readonly SqueezeResult[] {
  const bytes = readWholeFile(path);
  const record = parseJsonRecord(bytes, path);
  if (record["schema"] === RESULT_SCHEMA) {
    const { models, data } = parseResult(new TextDecoder().decode(bytes), path);
    return models.flatMap(({ squeezed }) => (squeezed ? { ...squeezed, synthetic: data.synthetic } : []));
  }
  const squeezed = squeezeResult.safeParse(record);
  if (squeezed.success) return [squeezed.data];
  throw new UserError(`${path}: is no squeeze.json or result.json of this version of coldpress`);
}
