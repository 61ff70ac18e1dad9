/*
 * Runs the self-test, then listens to 16-bit samples at 16 kHz and says what the network says once a window is full.
 *
 * Put your microphone's samples where read_microphone is. Wants a 32-bit core, better one with a floating-point unit.
 */

#include <§..h>

static §state_t state;
static float probabilities[§§CLASSES];

/* Yours: up to `most` samples of a microphone, 16 bits, 16 kHz. */
static size_t read_microphone(int16_t *pcm, size_t most) {
  (void)pcm;
  (void)most;
  return 0;
}

void setup() {
  Serial.begin(115200);
  /* Boards with USB wait for the computer, up to 3 seconds: without one they go on. */
  for (int wait = 0; !Serial && wait < 300; wait++) {
    delay(10);
  }
  const int32_t broken = §selftest(&state);
  if (broken != 0) {
    Serial.print("the self-test answers ");
    Serial.print(broken);
    Serial.println(", see §..h: compile with -ffp-contract=off, without -ffast-math");
  }
  §init(&state);
}

void loop() {
  int16_t pcm[160];
  const size_t count = read_microphone(pcm, 160);
  if (§feed(&state, pcm, count) == §§FULL) {
    if (§result(&state, probabilities) == §§OK) {
      Serial.println(§class_names[§class_of(probabilities)]);
    }
    §reset(&state);
  }
}
