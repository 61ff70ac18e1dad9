/*
 * Sound from standard input, 16 bits, 16 kHz, one channel, without a header; probabilities to standard output.
 *
 *   §host < sound.raw
 *   §host --features < sound.raw      features, one a line, as bits and as numbers
 *   §host --selftest
 */

#include <stdio.h>
#include <string.h>

#include "§..h"

static §state_t state;

static int selftest(void) {
  const int32_t broken = §selftest(&state);
  if (broken == 0) {
    puts("ok: this build computes what coldpress computes, bit for bit");
  } else if (broken < 0) {
    puts("the smallest floats become zeros: FZ, FTZ or DAZ is set");
  } else if (broken > §§FEATURES) {
    puts("the features are right, the probabilities differ: compile with -ffp-contract=off, without -ffast-math");
  } else {
    printf("feature %ld differs: compile with -ffp-contract=off, without -ffast-math\n", (long)broken);
  }
  return broken == 0 ? 0 : 1;
}

static uint32_t bits_of(float x) {
  uint32_t bits;
  memcpy(&bits, &x, sizeof bits);
  return bits;
}

static void print_features(void *context, const float *features, int32_t count) {
  (void)context;
  for (int32_t i = 0; i < count; i++) {
    printf("%08lx %.9g\n", (unsigned long)bits_of(features[i]), (double)features[i]);
  }
}

static int print_answer(void) {
  float probabilities[§§CLASSES];
  const §status_t status = §result(&state, probabilities);
  if (status != §§OK) {
    puts(status == §§TOO_SHORT ? "too short: 60 ms are needed" : "not finite");
    return 1;
  }
  for (int c = 0; c < §§CLASSES; c++) {
    printf("%08lx %.9g %s\n", (unsigned long)bits_of(probabilities[c]), (double)probabilities[c], §class_names[c]);
  }
  return 0;
}

int main(int count, char **arguments) {
  int16_t pcm[512];
  size_t piece = 1;
  size_t got;
  §status_t status = §§OK;
  if (count > 1 && strcmp(arguments[1], "--selftest") == 0) {
    return selftest();
  }
  §init(&state);
  /* Pieces of changing length: they make no difference. */
  while ((got = fread(pcm, sizeof pcm[0], piece, stdin)) > 0) {
    status = §feed(&state, pcm, got);
    piece = piece % 512 + 37 > 512 ? 1 : piece % 512 + 37;
  }
  if (status == §§FULL) {
    fprintf(stderr, "%lu samples came after the window of %d and were not heard\n", (unsigned long)state.unheard,
        §§WINDOW);
  }
  if (count > 1 && strcmp(arguments[1], "--features") == 0) {
    (void)§features_by_part(&state, print_features, NULL);
  }
  return print_answer();
}
