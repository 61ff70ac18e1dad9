/*
 * Self-test and measurements on an emulated board. Rows of features in the file rows.bin (floats, little-endian) are answered
 * with the bits of their probabilities.
 */

#include <string.h>

#include "board.h"
#include "§..h"

static float features[§§FEATURES];
static float probabilities[§§CLASSES];
static int32_t broken;

static void selftest(void) {
  broken = §selftest();
}

static void predict(void) {
  (void)§predict(features, probabilities);
}

static void answer_rows(int32_t file) {
  while (board_read(file, features, sizeof features) == sizeof features) {
    const §status_t status = §predict(features, probabilities);
    board_print(status == §§OK ? "row" : "row refused");
    for (int i = 0; i < §§CLASSES; i++) {
      uint32_t bits;
      memcpy(&bits, &probabilities[i], sizeof bits);
      board_print_bits(bits);
    }
    board_print("\n");
  }
}

int main(void) {
  selftest();
  board_print_number("selftest", (uint32_t)broken);
  board_print_number("predict-instructions", board_instructions(predict));
  board_print_number("predict-stack", board_stack(predict));
  const int32_t file = board_open("rows.bin");
  if (file >= 0) {
    answer_rows(file);
  }
  return broken == 0 ? 0 : 1;
}
