/* ---- The network ---- */

/** Inputs that are normalized and added at once. */
#define BLOCK 32

/** A network while its inputs come, in the order of the features. */
typedef struct {
  /** Inputs that have come. */
  int32_t inputs;
{{networkFields}}
} network_t;

static void begin_network(network_t *network) {
{{beginNetwork}}
}

/** Takes the next features. @param x  Features; lost. [count] @returns whether they are finite. */
static bool take_inputs(network_t *network, float *x, int32_t count) {
  if (!§are_finite(x, count)) {
    return false;
  }
{{takeInputs}}
  network->inputs += count;
  return true;
}

/** The answer, once all inputs have come. */
static §status_t answer(network_t *network, float *probabilities) {
{{answer}}
  return §§OK;
}

§status_t §predict(const float *features, float *probabilities) {
  network_t network;
  float x[BLOCK];
  begin_network(&network);
  for (int32_t first = 0; first < §§FEATURES; first += BLOCK) {
    const int32_t count = §§FEATURES - first < BLOCK ? §§FEATURES - first : BLOCK;
    memcpy(x, features + first, (size_t)count * sizeof x[0]);
    if (!take_inputs(&network, x, count)) {
      return §§NOT_FINITE;
    }
  }
  return answer(&network, probabilities);
}

int32_t §class_of(const float *probabilities) {
  int32_t most = 0;
  for (int32_t i = 1; i < §§CLASSES; i++) {
    if (probabilities[i] > probabilities[most]) {
      most = i;
    }
  }
  return most;
}
