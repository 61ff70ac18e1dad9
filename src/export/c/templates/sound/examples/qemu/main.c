/*
 * Self-test and measurements on an emulated board. The sound in the file sound.bin (16 bits, 16 kHz, little-endian) is answered with
 * the bits of its features and probabilities.
 */

#include <string.h>

#include "board.h"
#include "§..h"

static §state_t state;
static float probabilities[§§CLASSES];
static int16_t pcm[160];
static int32_t broken;
static uint32_t random_state = 1;

static void selftest(void) {
  broken = §selftest(&state);
}

/* 10 ms of noise that swells and fades, as loud as speech. */
static void next_pcm(void) {
  for (int i = 0; i < 160; i++) {
    random_state = random_state * 1664525u + 1013904223u;
    pcm[i] = (int16_t)((int32_t)(random_state >> 20) - 2048);
  }
}

static void feed_frame(void) {
  (void)§feed(&state, pcm, 160);
}

/* Half a second of noise: long enough for all that a frame can bring with it. */
static void feed_noise(void) {
  §init(&state);
  for (int frame = 0; frame < 50; frame++) {
    next_pcm();
    feed_frame();
  }
}

static void get_result(void) {
  (void)§result(&state, probabilities);
}

/* Of 4 seconds of noise, then of the recording in sound.bin; the dearest call of 10 ms, too. */
#define MOST_FRAMES (§§WINDOW / 160 < 400 ? §§WINDOW / 160 : 400)

static void measure(const char *what, int32_t file) {
  uint32_t total = 0;
  uint32_t most = 0;
  uint32_t frames = 0;
  §init(&state);
  for (; frames < MOST_FRAMES; frames++) {
    if (file < 0) {
      next_pcm();
    } else if (board_read(file, pcm, sizeof pcm) < sizeof pcm) {
      break;
    }
    const uint32_t instructions = board_instructions(feed_frame);
    total += instructions / 16u;
    most = instructions > most ? instructions : most;
  }
  board_print(what);
  board_print("\n");
  board_print_number("frames", frames);
  board_print_number("feed-instructions-per-frame", frames == 0 ? 0 : total / frames * 16u);
  board_print_number("feed-instructions-most", most);
  board_print_number("result-instructions", board_instructions(get_result));
}

static void print_bits(void *what, const float *values, int32_t count) {
  for (int32_t i = 0; i < count; i++) {
    uint32_t bits;
    memcpy(&bits, &values[i], sizeof bits);
    board_print((const char *)what);
    board_print_bits(bits);
    board_print("\n");
  }
}

static void answer(int32_t file) {
  size_t got;
  §init(&state);
  while ((got = board_read(file, pcm, sizeof pcm)) > 0) {
    (void)§feed(&state, pcm, got / sizeof pcm[0]);
  }
  char feature[] = "feature";
  char probability[] = "probability";
  (void)§features_by_part(&state, print_bits, feature);
  get_result();
  print_bits(probability, probabilities, §§CLASSES);
}

int main(void) {
  selftest();
  board_print_number("selftest", (uint32_t)broken);
  board_print_number("state-bytes", (uint32_t)§§STATE_BYTES);
  measure("noise", -1);
  board_print_number("feed-stack", board_stack(feed_noise));
  board_print_number("result-stack", board_stack(get_result));
  const int32_t file = board_open("sound.bin");
  if (file >= 0) {
    measure("sound.bin", file);
    answer(board_open("sound.bin"));
  }
  return broken == 0 ? 0 : 1;
}
