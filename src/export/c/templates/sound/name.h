/*
 * §.: from sound to the verdict of a network, as C. Made by coldpress {{version}}.
 *
 * For research. Not a medical device.
 *
{{origin}}
 *
 * What it takes on a Cortex-M4F; make -C examples/qemu measures code, stack and instructions with your compiler:
 *
{{measures}}
 */
#ifndef §§H
#define §§H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Samples a second. */
#define §§RATE 16000
{{#windowed}}
/** Samples that are heard; what comes after them is counted. */
{{/windowed}}
{{^windowed}}
/** Samples that are heard, 37 hours of them: no contour is kept, the state has one size for any length. */
{{/windowed}}
#define §§WINDOW {{window}}
/** Features that the network reads. */
#define §§FEATURES {{features}}
/** Classes that it tells apart. */
#define §§CLASSES {{classes}}
/** Places of the classes among the probabilities. */
{{classConstants}}

/** What a call has found. */
typedef enum {
  §§OK = 0,
  /** Fewer than 960 samples (60 ms) so far: there are no features. */
  §§TOO_SHORT = 1,
  /** The window is full: samples were counted, not heard. A verdict on what was heard can be had. */
  §§FULL = 2,
  /** A sum is beyond float: there are no probabilities. */
  §§NOT_FINITE = 3
} §status_t;

/**
 * One stream of sound. The caller places it: static, on a large stack, in a pool. It holds no pointers, so it can be copied to keep
 * a moment, and needs no end. Two streams are two of them. The fields are the code's own; an application may read `unheard`.
 */
typedef struct {
  /** Samples that are still needed; the first is number `first` of the stream. */
  int16_t pcm[{{pcmRoom}}];
  int32_t first;
  int32_t kept;
  /** Samples that came after the window was full, or 4,294,967,295 if more did. */
  uint32_t unheard;
  /** Frames of 20 ms and of 60 ms that are described. */
  int32_t short_frames;
  int32_t long_frames;
{{#rasta}}
  /** The RASTA filter's memory of each band. */
  float rasta[104];
{{/rasta}}
{{#flux}}
  /** Magnitudes of the frame before. */
  float magnitudes_before[257];
{{/flux}}
{{#zeroCrossings}}
  /** Sign changes of the last blocks of 160 samples. */
  int32_t crossings[12];
{{/zeroCrossings}}
{{#pitch}}
  /** Paths through the pitch candidates of the undecided frames. */
  float path_costs[21];
  int32_t path_counts[2];
  float path_pitch[384];
  uint8_t path_from[224];
  uint8_t path_chosen[32];
  uint8_t path_agreed[7];
  /** Frames whose pitch is decided, and those whose voice is described. */
  int32_t decided;
  int32_t described;
{{/pitch}}
{{#voiceQuality}}
  /** Jitter, shimmer and HNR, and where the matching of periods stands: so many samples before the next frame. */
  float periods[8];
  int32_t behind;
{{/voiceQuality}}
{{#keptShort}}
  /** Descriptors of 20-ms frames over time. */
  float contours[{{shortContours}}][{{shortFrames}}];
{{/keptShort}}
{{#keptRollOffs}}
  /** Roll-offs over time: bins of the spectrum, less one. */
  uint8_t roll_offs[{{rollOffContours}}][{{shortFrames}}];
{{/keptRollOffs}}
{{#keptCrossings}}
  float zero_crossings[{{longFrames}}];
{{/keptCrossings}}
{{#keptVoice}}
  /** Descriptors of the voice over time: F0, voicing, then quality. */
  float voice[{{voiceContours}}][{{longFrames}}];
{{/keptVoice}}
{{#runningShort}}
  /** Last values of descriptors whose functionals run along: frame k stands at k modulo {{recentFrames}}. */
  float recent[{{recentContours}}][{{recentFrames}}];
{{/runningShort}}
{{#runningCrossings}}
  float recent_crossings[{{recentFrames}}];
{{/runningCrossings}}
{{#runningVoice}}
  float recent_voice[{{voiceContours}}][{{recentFrames}}];
{{/runningVoice}}
{{#runningVoiceSlopes}}
  /** Slopes of the voice so far, and what they are divided by. */
  int32_t slopes;
  float slope_divisor;
{{/runningVoiceSlopes}}
{{#runningVoice}}
  /** Of each part of the voice that runs along: values that are not left out. */
  int32_t voice_values[{{voiceParts}}];
{{/runningVoice}}
{{#running}}
  /** Of each contour that runs along: the states of its accumulators. */
  float sums[{{runningFloats}}];
  int32_t counts[{{runningInts}}];
{{/running}}
} §state_t;

/** Bytes of a state. */
#define §§STATE_BYTES (sizeof(§state_t))

/** Names of the classes in UTF-8. */
extern const char *const §class_names[§§CLASSES];

#ifdef §§WITH_FEATURE_NAMES
/** Names of the features; define §§WITH_FEATURE_NAMES for all files to have them. */
extern const char *const §feature_names[§§FEATURES];
#endif

/** Begins a stream; what the state held is forgotten. */
void §init(§state_t *state);

/** The same, for a state that is in use: the next sound is another recording. */
void §reset(§state_t *state);

/**
 * Takes the next samples, any number of them. Of up to 160 samples a call describes at most one frame of 20 ms and one of 60 ms.
 * Takes up to about {{feedStack}} bytes of stack, as samples are transformed there.
 *
 * @param pcm  16-bit samples at 16 kHz, one channel, at an even address (copy bytes of a driver with memcpy if theirs is not). [count]
 * @returns §§OK, or §§FULL if some came after the window was full
 */
§status_t §feed(§state_t *state, const int16_t *pcm, size_t count);

/** 1 if there is enough sound for a verdict, 60 ms, else 0. */
int32_t §ready(const §state_t *state);

/**
 * The features of what was heard so far, those of `coldpress features` in the device profile, bit for bit. The stream may go on.
 * No more stack than that of §result.
 *
 * @param features  Receives them. [§§FEATURES]
 * @returns §§OK or §§TOO_SHORT
 */
§status_t §features(const §state_t *state, float *features);

/** Takes the next features, in their order. @param context  What was given with it. @param features  [count] */
typedef void (*§take_t)(void *context, const float *features, int32_t count);

/**
 * The same features, some after others, where there is no room for all of them.
 *
 * @param take  Is called until all have been given.
 * @returns §§OK or §§TOO_SHORT
 */
§status_t §features_by_part(const §state_t *state, §take_t take, void *context);

/**
 * Class probabilities of what was heard so far; they sum to 1. The stream may go on. Takes up to about {{resultStack}} bytes of stack.
 *
 * @param probabilities  Receives them. [§§CLASSES]
 * @returns §§OK, §§TOO_SHORT or §§NOT_FINITE
 */
§status_t §result(const §state_t *state, float *probabilities);

/**
 * A whole recording at once: init, feed, result; the stack of one after the other. Of one that is longer than §§WINDOW samples the
 * beginning is heard.
 *
 * @returns as §result
 */
§status_t §classify(§state_t *state, const int16_t *pcm, size_t count, float *probabilities);

/**
 * Class probabilities of features that are given. Takes up to about {{predictStack}} bytes of stack.
 *
 * @param features  [§§FEATURES]
 * @returns §§OK or §§NOT_FINITE
 */
§status_t §predict(const float *features, float *probabilities);

/** Place of the largest probability. @param probabilities  [§§CLASSES] */
int32_t §class_of(const float *probabilities);

/**
 * Whether this build computes what coldpress computes: a sound that it makes by itself, its features and probabilities compared bit
 * for bit.
 *
 * @param state  A state to work in; its stream is lost.
 * @returns 0 if it does; the number of the first feature that differs, from 1; §§FEATURES + 1 if the features are right and the
 *          probabilities differ; -1 if the core is set to make zeros of the smallest floats (FZ, DAZ), which near silence has
 */
int32_t §selftest(§state_t *state);

#ifdef __cplusplus
}
#endif

#endif /* §§H */
