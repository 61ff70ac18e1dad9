/* ---- The network ---- */

/** Inputs that are normalized and added at once. */
#define BLOCK 32

/** A network while its inputs come, in the order of the features. */
typedef struct {
  /** Inputs that have come. */
  int32_t inputs;
{{networkFields}}
} network_t;

/** Begins with the first input. */
static void rewind_network(network_t *network) {
{{rewindNetwork}}
}

static void begin_network(network_t *network) {
{{beginNetwork}}
  rewind_network(network);
}

{{#again}}
/** Adds normalized inputs in codes. A larger one than those before says another step: what was added is void, and comes again. */
static void add_inputs(network_t *network, const float *x, int32_t count) {
  uint8_t steps[{{mostInputs}}];
  const float largest = §largest_of(x, count, network->largest);
  if (largest > network->largest) {
    network->largest = largest;
    network->again = network->inputs;
    memset(network->dots, 0, sizeof network->dots);
  }
  §quantize_into(steps, x, count, largest);
{{addDots}}
  network->inputs += count;
}

{{/again}}
/** Takes the next features. @param x  Features; lost, their normalized values are left. [count] @returns whether they are finite. */
static bool take_inputs(network_t *network, float *x, int32_t count) {
  if (!§are_finite(x, count)) {
    return false;
  }
{{takeInputs}}
{{#again}}
  add_inputs(network, x, count);
{{/again}}
{{^again}}
  network->inputs += count;
{{/again}}
  return true;
}

/** The answer, once all inputs have come. */
static §status_t answer(network_t *network, float *probabilities) {
{{answer}}
  return §§OK;
}

/** Takes features from the first on. @param end  So many of them. @returns whether they are finite. */
static bool take_features(network_t *network, const float *features, int32_t end) {
  float x[BLOCK];
  for (int32_t first = 0; first < end; first += BLOCK) {
    const int32_t count = end - first < BLOCK ? end - first : BLOCK;
    memcpy(x, features + first, (size_t)count * sizeof x[0]);
    if (!take_inputs(network, x, count)) {
      return false;
    }
  }
  return true;
}

§status_t §predict(const float *features, float *probabilities) {
  network_t network;
  begin_network(&network);
  if (!take_features(&network, features, §§FEATURES)) {
    return §§NOT_FINITE;
  }
{{#again}}
  rewind_network(&network);
  (void)take_features(&network, features, network.again);
{{/again}}
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
