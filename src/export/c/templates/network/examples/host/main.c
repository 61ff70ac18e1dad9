/*
 * Features from standard input, separated by spaces, a recording a line; probabilities to standard output.
 *
 *   §host < features.txt
 *   §host --selftest
 */

#include <stdio.h>
#include <string.h>

#include "§..h"

static int selftest(void) {
  const int32_t broken = §selftest();
  if (broken == 0) {
    puts("ok: this build computes what coldpress computes, bit for bit");
  } else if (broken < 0) {
    puts("the smallest floats become zeros: FZ, FTZ or DAZ is set");
  } else {
    printf("case %ld differs: compile with -ffp-contract=off, without -ffast-math\n", (long)broken);
  }
  return broken == 0 ? 0 : 1;
}

/* Whether there was another row. */
static int read_row(float *features) {
  for (int i = 0; i < §§FEATURES; i++) {
    if (scanf("%f", &features[i]) != 1) {
      if (i > 0) {
        fprintf(stderr, "the last row has %d of %d features\n", i, §§FEATURES);
      }
      return 0;
    }
  }
  return 1;
}

int main(int count, char **arguments) {
  float features[§§FEATURES];
  float probabilities[§§CLASSES];
  if (count > 1 && strcmp(arguments[1], "--selftest") == 0) {
    return selftest();
  }
  while (read_row(features)) {
    if (§predict(features, probabilities) != §§OK) {
      puts("not finite");
      continue;
    }
    for (int c = 0; c < §§CLASSES; c++) {
      printf("%s%.9g", c == 0 ? "" : " ", (double)probabilities[c]);
    }
    printf(" %s\n", §class_names[§class_of(probabilities)]);
  }
  return 0;
}
