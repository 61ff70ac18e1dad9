/**
 * The synthetic corpus: its public list.
 */

export { COLD_DEFAULTS, drawCold, HEALTHY, type Health, voiceInHealth } from "./cold.ts";
export { drawMicrophones, MICROPHONE_DEFAULTS, type Microphone, record } from "./microphone.ts";
export { drawSentence, type Phrase, type Sentence, type Syllable } from "./sentence.ts";
export { drawSpeaker, SPEAKER_DEFAULTS } from "./speaker.ts";
export {
  SYNTHETIC_CORPUS_DEFAULTS,
  type SyntheticCorpus,
  type SyntheticCorpusOptions,
  type SyntheticPartition,
  type SyntheticRecording,
  syntheticCorpus,
} from "./synthetic-corpus.ts";
export { corpusReadme, LABEL_FILE, labelTsv, README_FILE, wavPath } from "./urtic-files.ts";
export { synthesizeUtterance } from "./utterance.ts";
export type { Sex, Voice } from "./voice.ts";
