/*
 * §.: its self-test. Made by coldpress {{version}}; see §..h. An application may leave this file out.
 *
 * The sound comes from integers, so that it takes no flash: silence, pulses that glide, noise, through a resonance at 700 Hz.
 */

#include "§..h"

#include <float.h>
#include <stdint.h>
#include <string.h>

#define SAMPLES {{samples}}

/* What coldpress has computed, as bits. */
static const uint32_t expected_features[§§FEATURES] = {
{{expectedFeatures}}
};
static const uint32_t expected[§§CLASSES] = {{{expected}}};

typedef struct {
  int32_t n;
  uint32_t random;
  int32_t phase;
  int32_t period;
  int32_t y1;
  int32_t y2;
} sound_t;

/* Xorshift of 32 bits (G. Marsaglia 2003, Journal of Statistical Software 8, 14). */
static uint32_t next_random(uint32_t state) {
  state ^= state << 13;
  state ^= state >> 17;
  state ^= state << 5;
  return state;
}

/* Division by 2^12, rounded down. */
static int32_t shifted(int32_t x) {
  return x >= 0 ? x / 4096 : -((4095 - x) / 4096);
}

static int16_t next_sample(sound_t *sound) {
  int32_t pulse = 0;
  int32_t x;
  sound->random = next_random(sound->random);
  const int32_t noise = (int32_t)(sound->random >> 20) - 2048;
  sound->phase++;
  if (sound->phase >= sound->period) {
    sound->phase = 0;
    sound->period = 90 + (sound->n / 1024) % 64;
    pulse = 6000;
  }
  switch (sound->n / 4000 % 4) {
    case 0:
      x = noise / 256;
      break;
    case 1:
      x = pulse + noise / 64;
      break;
    case 2:
      x = noise / 2;
      break;
    default:
      x = pulse / 2 + noise / 16;
      break;
  }
  const int32_t y = x + shifted(7490 * sound->y1 - 3697 * sound->y2);
  sound->y2 = sound->y1;
  sound->y1 = y;
  sound->n++;
  return (int16_t)(y > 32767 ? 32767 : y < -32768 ? -32768 : y);
}

static uint32_t bits_of(float x) {
  uint32_t bits;
  memcpy(&bits, &x, sizeof bits);
  return bits;
}

/* Features that were compared, and the number of the first that differs, from 1; 0 if none does. */
typedef struct {
  int32_t count;
  int32_t first_wrong;
} compared_t;

static void compare(void *context, const float *features, int32_t count) {
  compared_t *compared = (compared_t *)context;
  for (int32_t i = 0; i < count; i++) {
    const int32_t place = compared->count + i;
    if (compared->first_wrong == 0 && bits_of(features[i]) != expected_features[place]) {
      compared->first_wrong = place + 1;
    }
  }
  compared->count += count;
}

/* Whether the core keeps floats below the normal ones. Some start-up code makes zeros of them: FZ on Arm, FTZ and DAZ on x86. */
static int32_t keeps_subnormals(void) {
  const volatile float least_normal = FLT_MIN;
  const volatile float half = least_normal * 0.5f;
  return half > 0.0f ? 1 : 0;
}

int32_t §selftest(§state_t *state) {
  sound_t sound = {0, 2463534242u, 0, 90, 0, 0};
  float probabilities[§§CLASSES];
  if (!keeps_subnormals()) {
    return -1;
  }
  §init(state);
  /* Pieces of changing length, as a driver might give them. */
  for (int32_t left = SAMPLES, piece = 1; left > 0; piece = piece % 97 + 1) {
    int16_t pcm[97];
    const int32_t count = piece < left ? piece : left;
    for (int32_t i = 0; i < count; i++) {
      pcm[i] = next_sample(&sound);
    }
    (void)§feed(state, pcm, (size_t)count);
    left -= count;
  }
  compared_t compared = {0, 0};
  if (§features_by_part(state, compare, &compared) != §§OK) {
    return 1;
  }
  if (compared.first_wrong != 0) {
    return compared.first_wrong;
  }
  if (§result(state, probabilities) != §§OK) {
    return §§FEATURES + 1;
  }
  for (int32_t c = 0; c < §§CLASSES; c++) {
    if (bits_of(probabilities[c]) != expected[c]) {
      return §§FEATURES + 1;
    }
  }
  return 0;
}
