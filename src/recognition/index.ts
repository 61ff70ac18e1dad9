/**
 * Recognition: from the sound of a recording to a network's answer.
 */

export { type Prediction, recordingClassifier } from "./recording-classifier.ts";
