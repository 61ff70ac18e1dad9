/*
 * §.: the code, from sound to the verdict. Made by coldpress {{version}}; see §..h.
 *
 * The kernels are translated from those that Node and browsers run as WebAssembly; behind them, in this order, stands which kernel
 * runs when. Every operation rounds to float in the order that is written: the same bits on every machine. A fused multiply-add
 * would change them. GCC ignores the pragma of C for that, so it gets its own, and the build files set -ffp-contract=off.
 */

#include "§..h"

#include <float.h>
#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "§tables.h"

#if defined(__clang__)
#pragma STDC FP_CONTRACT OFF
#elif defined(__GNUC__)
#pragma GCC optimize("fp-contract=off")
#elif defined(_MSC_VER)
#pragma fp_contract(off)
#else
#pragma STDC FP_CONTRACT OFF
#endif

#if defined(__FAST_MATH__) || defined(__ASSOCIATIVE_MATH__) || defined(__RECIPROCAL_MATH__)
#error "The bits would be others: no -ffast-math, nor a part of it."
#endif
#if FLT_EVAL_METHOD < 0 || FLT_EVAL_METHOD == 1 || FLT_EVAL_METHOD == 2 || FLT_MANT_DIG != 24
#error "The bits would be others: float must be computed in float of 32 bits (on 32-bit x86: -msse2 -mfpmath=sse)."
#endif

{{kernels}}

/* What works in large buffers is called, not copied into its caller, whose stack they would be on until it ends. */
#if defined(__GNUC__)
#define CALLED __attribute__((noinline))
#else
#define CALLED
#endif

/* ---- Contours: smoothed, and their slopes ---- */

#define HOP 160
#define SHORT_FRAME 320
#define LONG_FRAME 960
{{#runningPlain}}
/** By so many frames of 20 ms those of 60 ms are behind. */
#define AHEAD 4
{{/runningPlain}}
{{#keptRollOffs}}
/** Distance of two bins of the spectrum in Hz. */
#define BIN_HZ 31.25f
{{/keptRollOffs}}
{{#pieces}}
/**
 * Last frames of a contour that are kept where its functionals run along; frame k stands at k modulo this. Those of a turn, the last
 * six, which a slope still waits for, and three before them.
 */
#define RECENT {{recentFrames}}
/** Frames that run along together: the sums of a contour are loaded and stored once for all of them. */
#define TURN {{turnFrames}}

/** Frames of a contour, one behind the other; the first of them has this number. */
typedef struct {
  int32_t first;
  float values[RECENT];
} piece_t;
{{/pieces}}
{{#running}}

/** Where a frame stands among the last ones. */
static int32_t place_of(int32_t frame) {
  return (int32_t)((uint32_t)frame % RECENT);
}
{{/running}}

/** Where a sample stands that is still kept. @param sample  Its number in the stream. */
static const int16_t *sample_at(const §state_t *state, int32_t sample) {
  return state->pcm + (sample - state->first);
}

/** What is described, with what the frames that wait would be if the sound ended now. */
typedef struct {
  const §state_t *state;
  int32_t short_frames;
  int32_t long_frames;
  /** Frames whose pitch is decided. */
  int32_t decided;
{{#pitch}}
  /** Frames whose voice is described, and the descriptors of the voice of those from there on. */
  int32_t described;
  float rest[{{voiceContours}}][32];
{{/pitch}}
} heard_t;

/** Frames that a group of features sees, not of the voice: those of the last windows are not all there when the sound ends. */
static int32_t plain_frames_of(int32_t short_frames, int32_t long_frames, int32_t group) {
  switch (group) {
    case 0: /* slow */
    case 5: /* deltas */
      return long_frames > 2 ? long_frames - 2 : 1;
    case 1: /* fast */
      return short_frames - 2;
    default: /* contours */
      return long_frames;
  }
}

/** The same of any group. */
static int32_t frames_of(const heard_t *heard, int32_t group) {
  const int32_t pitch = heard->decided == 0 ? heard->long_frames : heard->decided;
  switch (group) {
    case 2: /* voice */
      return pitch > 2 ? pitch - 2 : 1;
    case 3: /* pitch */
      return pitch;
    default:
      return plain_frames_of(heard->short_frames, heard->long_frames, group);
  }
}

{{#pitch}}
/** A descriptor of the voice of a frame that is described. */
static float voice_at(const §state_t *state, int32_t descriptor, int32_t frame) {
{{#keptVoice}}
  return state->voice[descriptor][frame];
{{/keptVoice}}
{{^keptVoice}}
  return state->recent_voice[descriptor][place_of(frame)];
{{/keptVoice}}
}

{{/pitch}}
{{#byFrames}}
/** A descriptor before smoothing. @param contour  Its place among those that are kept alike. */
static float raw_at(const heard_t *heard, int32_t descriptor, int32_t contour, int32_t frame) {
{{#pitch}}
  if (descriptor < 6) {
    if (frame >= heard->described) {
      return heard->rest[descriptor][frame - heard->described];
    }
    return voice_at(heard->state, descriptor, frame);
  }
{{/pitch}}
{{#runningCrossings}}
  if (descriptor == 9) {
    return heard->state->recent_crossings[place_of(frame)];
  }
{{/runningCrossings}}
{{#runningShort}}
  (void)descriptor;
  return heard->state->recent[contour][place_of(frame)];
{{/runningShort}}
{{^runningShort}}
  (void)descriptor;
  (void)contour;
  return 0.0f;
{{/runningShort}}
}

/** What a window that begins at frame `first` reads of `visible` frames: as §window_value. */
static float raw_in_window(const heard_t *heard, int32_t descriptor, int32_t contour, int32_t frame, int32_t first,
    int32_t visible) {
  if (frame < 0) {
    return raw_at(heard, descriptor, contour, 0);
  }
  if (frame < visible) {
    return raw_at(heard, descriptor, contour, frame);
  }
  return first < 0 ? 0.0f : raw_at(heard, descriptor, contour, visible - 1);
}

/** A smoothed descriptor: as §smooth_contour and §smooth_voice_contour. */
static float smoothed_at(const heard_t *heard, int32_t descriptor, int32_t contour, int32_t frame) {
  int32_t visible = descriptor < 6 || descriptor == 9 ? heard->long_frames : heard->short_frames;
{{#voiceQuality}}
  const int32_t decided = heard->decided;
  if (descriptor >= 2 && descriptor < 6 && decided >= 1 && (frame == decided - 1 || frame == decided)) {
    visible = decided;
  }
{{/voiceQuality}}
  const int32_t first = frame - 1;
  const float before = raw_in_window(heard, descriptor, contour, frame - 1, first, visible);
  const float here = raw_in_window(heard, descriptor, contour, frame, first, visible);
  const float after = raw_in_window(heard, descriptor, contour, frame + 1, first, visible);
{{#pitch}}
  if (descriptor < 6) {
    return §smoothed_voice(before, here, after);
  }
{{/pitch}}
{{#plainByFrames}}
  return §smoothed(before, here, after);
{{/plainByFrames}}
{{^plainByFrames}}
  return 0.0f;
{{/plainByFrames}}
}

{{/byFrames}}
{{#slopesByFrames}}
/** What a window over a smoothed descriptor reads. */
static float smoothed_in_window(const heard_t *heard, int32_t descriptor, int32_t contour, int32_t frame, int32_t first,
    int32_t visible) {
  if (frame < 0) {
    return smoothed_at(heard, descriptor, contour, 0);
  }
  if (frame < visible) {
    return smoothed_at(heard, descriptor, contour, frame);
  }
  return first < 0 ? 0.0f : smoothed_at(heard, descriptor, contour, visible - 1);
}

{{/slopesByFrames}}
{{#plainSlopesByFrames}}
/** The slope of a smoothed descriptor: as §delta_contour. */
static float slope_at(const heard_t *heard, int32_t descriptor, int32_t contour, int32_t frame) {
  int32_t visible = (descriptor < 10 ? heard->long_frames : heard->short_frames) + 1;
  if (frame == 0 && descriptor < 10 && heard->long_frames < 3) {
    visible = heard->long_frames;
  }
  const int32_t first = frame - 2;
  return §delta(smoothed_in_window(heard, descriptor, contour, frame - 2, first, visible),
      smoothed_in_window(heard, descriptor, contour, frame - 1, first, visible),
      smoothed_in_window(heard, descriptor, contour, frame + 1, first, visible),
      smoothed_in_window(heard, descriptor, contour, frame + 2, first, visible));
}

{{/plainSlopesByFrames}}
{{#voiceDeltas}}
/** Slopes of the six descriptors of the voice, which share a divisor: as §voice_delta_contours. @param slopes  [6] */
static void voice_slopes_at(float *slopes, float *divisor, const heard_t *heard, int32_t frame) {
  const int32_t first = frame - 2;
  const int32_t visible = §visible_voice(frame, heard->long_frames, heard->decided);
  for (int32_t voice = 0; voice < 6; voice++) {
    slopes[voice] = §voice_delta(divisor, smoothed_in_window(heard, voice, 0, frame - 2, first, visible),
        smoothed_in_window(heard, voice, 0, frame - 1, first, visible),
        smoothed_in_window(heard, voice, 0, frame + 1, first, visible),
        smoothed_in_window(heard, voice, 0, frame + 2, first, visible));
  }
}

{{/voiceDeltas}}
{{#voicePieces}}
/** Smooths the frames first .. end - 1 of a descriptor of the voice, behind each of which one is described. */
static void smooth_voice_piece(piece_t *smoothed, const §state_t *state, int32_t descriptor, int32_t first, int32_t end) {
  float before = voice_at(state, descriptor, first > 0 ? first - 1 : 0);
  float here = voice_at(state, descriptor, first);
  smoothed->first = first;
  for (int32_t n = first; n < end; n++) {
    const float after = voice_at(state, descriptor, n + 1);
    smoothed->values[n - first] = §smoothed_voice(before, here, after);
    before = here;
    here = after;
  }
}

{{#voiceDeltas}}
/** Slopes of the frames first .. end - 1 of all descriptors of the voice, which share a divisor. @param slopes  [6] */
static void voice_slope_pieces(piece_t *slopes, float *divisor, const heard_t *heard, int32_t first, int32_t end) {
  piece_t smoothed[6];
  for (int32_t voice = 0; voice < 6; voice++) {
    const int32_t two_before = first > 2 ? first - 2 : 0;
    smooth_voice_piece(&smoothed[voice], heard->state, voice, two_before, end + 2);
    slopes[voice].first = first;
  }
  for (int32_t n = first; n < end; n++) {
    for (int32_t voice = 0; voice < 6; voice++) {
      const float *here = smoothed[voice].values + (n - smoothed[voice].first);
      slopes[voice].values[n - first] =
          §voice_delta(divisor, here[n < 2 ? -n : -2], here[n < 1 ? 0 : -1], here[1], here[2]);
    }
  }
}

{{/voiceDeltas}}

{{/voicePieces}}
/* ---- What runs along a contour ---- */

/** States of a contour's accumulators, in its sums and counts. Some have a part of theirs in common with another one. */
typedef struct {
{{accumulatorFields}}
} along_t;

static along_t along_at(float *sums, int32_t *counts, uint32_t wanted) {
  along_t along;
  memset(&along, 0, sizeof along);
{{locate}}
  return along;
}

/** Adds the values begin .. begin + count - 1 of a contour. */
static void accumulate(const along_t *along, uint32_t wanted, int32_t begin, const float *x, int32_t count) {
{{accumulate}}
}

{{#running}}
/** Adds frames of a contour to sums. @param begin  Values that they have. @returns how many now. */
static int32_t add_frames(const along_t *along, uint32_t accumulators, int32_t group, int32_t begin, const float *x,
    int32_t count) {
{{#runningVoice}}
  float values[RECENT];
  /* Of the voice, zero stands for no value. */
  if (group == 2) {
    count = §non_zeros_into(values, x, count);
    x = values;
  }
{{/runningVoice}}
{{^runningVoice}}
  (void)group;
{{/runningVoice}}
  if (count > 0) {
    accumulate(along, accumulators, begin, x, count);
  }
  return begin + count;
}

{{#runningVoice}}
/** Frames that no later one can change, of the voice. @param described  Frames whose voice is described. */
static int32_t settled_voice_frames(bool slope, int32_t group, int32_t described) {
  return described - (slope ? 3 : group == 3 ? 1 : 2);
}

{{/runningVoice}}
{{#runningPlain}}
/** Frames that no later one can change, of other descriptors. */
static int32_t settled_plain_frames(int32_t descriptor, bool slope, int32_t group, int32_t short_frames,
    int32_t long_frames) {
  if (slope && descriptor < 10 && long_frames < 3) {
    return 0;
  }
  const int32_t described = descriptor == 9 ? long_frames : short_frames;
  const int32_t end = described - (slope ? 3 : 1);
  const int32_t count = plain_frames_of(short_frames, long_frames, group);
  return end < count ? end : count;
}

{{/runningPlain}}
/** Frames of a part that no later one can change. */
static int32_t settled_frames(const heard_t *heard, const §part_t *part) {
{{#runningVoice}}
  if (part->descriptor < 6) {
    return settled_voice_frames(part->slope != 0, part->group, heard->described);
  }
{{/runningVoice}}
{{#runningPlain}}
  return settled_plain_frames(part->descriptor, part->slope != 0, part->group, heard->short_frames, heard->long_frames);
{{/runningPlain}}
{{^runningPlain}}
  return 0;
{{/runningPlain}}
}

/**
 * Frames that have been added to sums: those that were settled when it was last their turn. The turns follow from the numbers of
 * frames, so that nothing is kept for it.
 *
 * @param long_frames  Of 60 ms, or those whose voice is described, at the end of which all turns have been taken.
 */
static int32_t frames_added(const §sums_t *sums, int32_t long_frames) {
  const int32_t turn = long_frames - ((long_frames - sums->turn) & (TURN - 1));
  if (turn < 1) {
    return 0;
  }
{{#runningVoice}}
  if (sums->descriptor < 6) {
    return settled_voice_frames(sums->slope != 0, sums->group, turn);
  }
{{/runningVoice}}
{{#runningPlain}}
  return settled_plain_frames(sums->descriptor, sums->slope != 0, sums->group, turn + AHEAD, turn);
{{/runningPlain}}
{{^runningPlain}}
  return 0;
{{/runningPlain}}
}

/** Adds the frames begin .. end - 1, which are in a piece, to what runs along. @param values  That there are. @returns how many now */
static int32_t run_sums(§state_t *state, const §sums_t *sums, const piece_t *piece, int32_t begin, int32_t end,
    int32_t values) {
  if (begin >= end) {
    return values;
  }
  const along_t along = along_at(state->sums + sums->floats, state->counts + sums->ints, sums->accumulators);
  const float *x = piece->values + (begin - piece->first);
  return add_frames(&along, sums->accumulators, sums->group, values, x, end - begin);
}

{{/running}}
{{#runningPlain}}
/** Smooths the frames first .. end - 1 of a contour, behind each of which there is another one: as §smooth_contour. */
static void smooth_piece(piece_t *smoothed, const float *ring, int32_t first, int32_t end) {
  float before = ring[place_of(first > 0 ? first - 1 : 0)];
  float here = ring[place_of(first)];
  int32_t next = place_of(first + 1);
  smoothed->first = first;
  for (int32_t n = first; n < end; n++) {
    const float after = ring[next];
    next = next + 1 == RECENT ? 0 : next + 1;
    smoothed->values[n - first] = §smoothed(before, here, after);
    before = here;
    here = after;
  }
}

{{/runningPlain}}
{{#plainSlopesByFrames}}
/** Slopes of the frames first .. end - 1 of a smoothed piece, which has two frames more: as §delta_contour. */
static void slope_piece(piece_t *slopes, const piece_t *smoothed, int32_t first, int32_t end) {
  slopes->first = first;
  for (int32_t n = first; n < end; n++) {
    const float *here = smoothed->values + (n - smoothed->first);
    slopes->values[n - first] = §delta(here[n < 2 ? -n : -2], here[n < 1 ? 0 : -1], here[1], here[2]);
  }
}

{{/plainSlopesByFrames}}
{{#runningPlain}}
/** The last frames of a contour. */
static const float *ring_of(const §state_t *state, int32_t descriptor, int32_t contour) {
  (void)descriptor;
{{#runningCrossings}}
  if (descriptor == 9) {
    return state->recent_crossings;
  }
{{/runningCrossings}}
{{#runningShort}}
  return state->recent[contour];
{{/runningShort}}
{{^runningShort}}
  (void)contour;
  return state->recent_crossings;
{{/runningShort}}
}

/** Finds the frames from `begin` on that no later one can change, smoothed and, where they are wanted, their slopes. */
static void find_pieces(piece_t *smoothed, piece_t *slopes, const heard_t *heard, int32_t descriptor, int32_t contour,
    int32_t begin, bool sloped) {
  const int32_t described = descriptor == 9 ? heard->long_frames : heard->short_frames;
  int32_t first = begin;
  if (sloped) {
    first = begin > 2 ? begin - 2 : 0;
  }
  smooth_piece(smoothed, ring_of(heard->state, descriptor, contour), first, described - 1);
{{#plainSlopesByFrames}}
  if (sloped) {
    slope_piece(slopes, smoothed, begin, described - 3);
  }
{{/plainSlopesByFrames}}
{{^plainSlopesByFrames}}
  (void)slopes;
{{/plainSlopesByFrames}}
}

/** Adds the frames of a descriptor that no later one can change to its sums and those of its slopes. */
CALLED static void run_contour(§state_t *state, const heard_t *heard, int32_t first, int32_t end) {
  piece_t smoothed;
  piece_t slopes;
  const int32_t before = heard->long_frames - 1;
  int32_t begin = frames_added(&§sums[first], before);
  bool sloped = false;
  for (int32_t s = first; s < end; s++) {
    const int32_t added = frames_added(&§sums[s], before);
    begin = added < begin ? added : begin;
    sloped = sloped || §sums[s].slope != 0;
  }
  find_pieces(&smoothed, &slopes, heard, §sums[first].descriptor, §sums[first].contour, begin, sloped);
  for (int32_t s = first; s < end; s++) {
    const §sums_t *sums = &§sums[s];
    const int32_t added = frames_added(sums, before);
    const int32_t settled = frames_added(sums, heard->long_frames);
    (void)run_sums(state, sums, sums->slope != 0 ? &slopes : &smoothed, added, settled, added);
  }
}

/** Adds frames to what runs along: in every frame to some of the contours, in TURN frames to each of them once. */
static void run_along(§state_t *state) {
  heard_t heard;
  heard.state = state;
  heard.short_frames = state->short_frames;
  heard.long_frames = state->long_frames;
  heard.decided = 1;
  for (int32_t c = state->long_frames & (TURN - 1); c < {{runningContours}}; c += TURN) {
    run_contour(state, &heard, §contour_sums[c], §contour_sums[c + 1]);
  }
}

{{/runningPlain}}
{{#runningVoice}}
/** Adds the frames of the voice that no later one can change, once TURN more of them are described. */
static void run_voice(§state_t *state) {
  heard_t heard;
  const int32_t described = state->described;
  if ((described & (TURN - 1)) != 0) {
    return;
  }
  heard.state = state;
  heard.short_frames = state->short_frames;
  heard.long_frames = state->long_frames + 1;
  heard.decided = state->decided;
  heard.described = described;
{{#runningVoiceSlopes}}
  piece_t slopes[6];
  if (state->slopes < described - 3) {
    voice_slope_pieces(slopes, &state->slope_divisor, &heard, state->slopes, described - 3);
    state->slopes = described - 3;
  }
{{/runningVoiceSlopes}}
  for (int32_t s = 0; s < {{runningVoiceParts}}; s++) {
    const §sums_t *sums = &§sums[s];
    const int32_t begin = frames_added(sums, described - 1);
    const int32_t end = frames_added(sums, described);
    int32_t *values = &state->voice_values[s];
{{#runningVoiceSlopes}}
    if (sums->slope) {
      *values = run_sums(state, sums, &slopes[sums->descriptor], begin, end, *values);
      continue;
    }
{{/runningVoiceSlopes}}
    piece_t smoothed;
    smooth_voice_piece(&smoothed, state, sums->descriptor, begin, end);
    *values = run_sums(state, sums, &smoothed, begin, end, *values);
  }
}

{{/runningVoice}}
/* ---- Frames: which kernel when ---- */

#define PCM_ROOM {{pcmRoom}}

void §init(§state_t *state) {
  memset(state, 0, sizeof *state);
{{#pitch}}
  §start_path(state->path_costs, state->path_counts);
{{/pitch}}
{{#voiceQuality}}
  §start_periods(state->periods);
{{/voiceQuality}}
{{#runningVoiceSlopes}}
  state->slope_divisor = 10.0f;
{{/runningVoiceSlopes}}
}

void §reset(§state_t *state) {
  §init(state);
}

{{#short}}
/** Describes the next frame of 20 ms. */
CALLED static void take_short(§state_t *state) {
  const int32_t frame = state->short_frames;
  const int16_t *pcm = sample_at(state, HOP * frame);
  float row[65];
{{#transform}}
  float transformed[512];
  float spectrum[257];
{{/transform}}
{{#energy}}
  row[8] = §rms_of(pcm, SHORT_FRAME);
{{/energy}}
{{#transform}}
  §transform_short_frame(transformed, pcm, §short_window, §short_factors);
  §powers_of(spectrum, transformed, §short_order, §short_turns, 256);
{{/transform}}
{{#bands}}
  float logs[26];
  §log_bands_of(logs, spectrum, §mel_weights, §mel_ends);
{{/bands}}
{{#loudness}}
  row[6] = §loudness_of(logs, §log_loudness);
{{/loudness}}
{{#rasta}}
  row[7] = §rasta_of(row + 10, logs, state->rasta, §log_loudness, frame >= 5);
{{/rasta}}
{{#mfcc}}
  float folded[26];
  §cepstrum_of(row + 51, logs, folded, §cosines);
{{/mfcc}}
{{#shape}}
  float sums[2];
  §power_sums(sums, spectrum);
  const float total = sums[0];
  const float weighted = sums[1];
  row[36] = §band_energy_of(spectrum, {{lowBand}});
  row[37] = §band_energy_of(spectrum, {{highBand}});
  const float centroid = §centroid_of(total, weighted);
  row[43] = centroid * 31.25f;
  row[48] = §slope_of(total, weighted);
{{/shape}}
{{#rollOffs}}
  §roll_offs_of(row + 38, spectrum, total);
{{/rollOffs}}
{{#flux}}
  const float change = §flux_of(spectrum, state->magnitudes_before);
  row[42] = frame == 0 ? 0.0f : change;
{{/flux}}
{{#entropy}}
  row[44] = §entropy_of(spectrum, §logarithms, total);
{{/entropy}}
{{#moments}}
  §moments_of(row + 45, spectrum, total, centroid);
{{/moments}}
{{#sharpness}}
  row[49] = §sharpness_of(spectrum, §sharpness, total);
{{/sharpness}}
{{#harmonicity}}
  row[50] = §harmonicity_of(spectrum);
{{/harmonicity}}
{{#keptShort}}
  for (int32_t i = 0; i < {{shortContours}}; i++) {
    state->contours[i][frame] = row[§kept_descriptors[i]];
  }
{{/keptShort}}
{{#keptRollOffs}}
  for (int32_t i = 0; i < {{rollOffContours}}; i++) {
    /* Multiples of the distance of two bins, from the first to the 256th: they fit into bytes without loss. */
    state->roll_offs[i][frame] = (uint8_t)(row[§kept_roll_offs[i]] / BIN_HZ - 1.0f);
  }
{{/keptRollOffs}}
{{#runningShort}}
  const int32_t place = place_of(frame);
  for (int32_t i = 0; i < {{recentContours}}; i++) {
    state->recent[i][place] = row[§running_descriptors[i]];
  }
{{/runningShort}}
  state->short_frames++;
}

{{/short}}
{{#pitch}}
/** The six descriptors of the voice of a frame whose pitch is decided. @param told  [{{voiceContours}}] */
static void describe_voice(float *told, const float *pitch, const uint8_t *chosen, int32_t frame) {
  told[0] = §f0_of(pitch, chosen, frame);
  told[1] = §voicing_of(pitch, chosen, frame);
}

{{#voiceQuality}}
/** Matches the periods of a frame. @param pcm  Where the frame begins. @returns where the matching goes on. */
CALLED static int32_t match_periods(float *periods, const int16_t *pcm, int32_t behind, float f0) {
  float correlations[160];
  float mean[320];
  int32_t starts[64];
  float sums[8];
  return §match_periods(periods, pcm - behind, behind, f0, correlations, mean, starts, sums);
}

{{/voiceQuality}}
/** Finds the pitch candidates of a frame of 60 ms, and decides what can be decided. */
CALLED static void take_pitch(§state_t *state, const int16_t *pcm) {
  float transformed[2 * 513];
  float spectrum[513];
  float candidates[24];
  int32_t peaks[6];
  §window_frame(transformed, pcm, §long_window, LONG_FRAME, 1024);
  const bool loud = §is_loud(transformed);
  §transform_long_frame(transformed, §long_factors);
  §magnitudes_of(spectrum, transformed, §long_order, §long_turns, 512);
  /* The room of the transform serves for the curvatures and the octaves, then that of the spectrum for the sum. */
  float *octaves = transformed + 513;
  §octave_spectrum_of(octaves, spectrum, transformed, §spline_elimination, §spline_knots, §spline_weights);
  §sub_harmonic_sum_of(spectrum, octaves, §harmonic_shifts, §harmonic_gains);
  §candidates_of(candidates, peaks, spectrum, §mean_of_sum(spectrum));
  state->decided = §take_candidates(state->path_costs, state->path_counts, state->path_pitch, state->path_from,
      state->path_chosen, state->path_agreed, candidates, loud);
}

/** Describes the voice of the next decided frame. */
static void take_voice(§state_t *state) {
  const int32_t frame = state->described;
  float told[2];
  describe_voice(told, state->path_pitch, state->path_chosen, frame);
{{#keptVoice}}
  state->voice[0][frame] = told[0];
  state->voice[1][frame] = told[1];
{{/keptVoice}}
{{#runningVoice}}
  state->recent_voice[0][place_of(frame)] = told[0];
  state->recent_voice[1][place_of(frame)] = told[1];
{{/runningVoice}}
{{#voiceQuality}}
  state->behind = match_periods(state->periods, sample_at(state, HOP * frame), state->behind, told[0]);
  for (int32_t i = 0; i < 4; i++) {
{{#keptVoice}}
    state->voice[2 + i][frame] = state->periods[i];
{{/keptVoice}}
{{#runningVoice}}
    state->recent_voice[2 + i][place_of(frame)] = state->periods[i];
{{/runningVoice}}
  }
{{/voiceQuality}}
  state->described++;
{{#runningVoice}}
  run_voice(state);
{{/runningVoice}}
}

{{#voiceQuality}}
/** Whether a frame waits, not one of a low voice: the search for a period takes products by the square of its length. */
static bool is_light(const §state_t *state) {
  if (state->described == state->decided) {
    return false;
  }
  const float f0 = §f0_of(state->path_pitch, state->path_chosen, state->described);
  return !(f0 > 0.0f && f0 < 120.0f);
}

/**
 * Describes decided frames. Up to 30 of them are decided at once: with each new frame one is described, or two light ones, so that
 * no call takes long. No more frames wait than may be undecided.
 */
static void take_voices(§state_t *state) {
  const bool was_light = is_light(state);
  if (state->described < state->decided) {
    take_voice(state);
  }
  if (was_light && is_light(state)) {
    take_voice(state);
  }
}
{{/voiceQuality}}
{{^voiceQuality}}
/** Describes the decided frames. */
static void take_voices(§state_t *state) {
  while (state->described < state->decided) {
    take_voice(state);
  }
}
{{/voiceQuality}}

{{/pitch}}
/** Describes the next frame of 60 ms. */
static void take_long(§state_t *state) {
{{#long}}
  const int16_t *pcm = sample_at(state, HOP * state->long_frames);
{{/long}}
{{#zeroCrossings}}
  const float rate = §zero_crossing_rate(state->crossings, pcm, state->long_frames == 0);
{{#keptCrossings}}
  state->zero_crossings[state->long_frames] = rate;
{{/keptCrossings}}
{{#runningCrossings}}
  state->recent_crossings[place_of(state->long_frames)] = rate;
{{/runningCrossings}}
{{/zeroCrossings}}
{{#pitch}}
  take_pitch(state, pcm);
  take_voices(state);
{{/pitch}}
  state->long_frames++;
}

/** Number of the first sample that is still needed. */
static int32_t oldest_sample(const §state_t *state) {
{{#voiceQuality}}
  return HOP * state->described - state->behind;
{{/voiceQuality}}
{{^voiceQuality}}
{{#onlyShort}}
  return HOP * state->short_frames;
{{/onlyShort}}
{{^onlyShort}}
  return HOP * state->long_frames;
{{/onlyShort}}
{{/voiceQuality}}
}

/** Describes the frames that are complete, the earlier one first. */
static void take_frames(§state_t *state) {
  const int32_t heard = state->first + state->kept;
{{#short}}
  while (HOP * state->short_frames + SHORT_FRAME <= heard) {
    take_short(state);
  }
{{/short}}
{{^short}}
  while (HOP * state->short_frames + SHORT_FRAME <= heard) {
    state->short_frames++;
  }
{{/short}}
  while (HOP * state->long_frames + LONG_FRAME <= heard) {
    take_long(state);
{{#runningPlain}}
    run_along(state);
{{/runningPlain}}
  }
}

/** Moves the samples that are still needed to the front. */
static void forget(§state_t *state) {
  const int32_t gone = oldest_sample(state) - state->first;
  memmove(state->pcm, state->pcm + gone, (size_t)(state->kept - gone) * sizeof state->pcm[0]);
  state->first += gone;
  state->kept -= gone;
}

§status_t §feed(§state_t *state, const int16_t *pcm, size_t count) {
  size_t next = 0;
  while (next < count) {
    const int32_t heard = state->first + state->kept;
    if (heard == §§WINDOW) {
      const size_t late = count - next;
      const uint32_t room = UINT32_MAX - state->unheard;
      state->unheard += late < room ? (uint32_t)late : room;
      return §§FULL;
    }
    if (state->kept == PCM_ROOM) {
      forget(state);
    }
    /* No further than the next frame's end, so that no sample is needed that has no room. */
    size_t part = (size_t)(HOP - heard % HOP);
    if (part > count - next) {
      part = count - next;
    }
    if (part > (size_t)(PCM_ROOM - state->kept)) {
      part = (size_t)(PCM_ROOM - state->kept);
    }
    if (part > (size_t)(§§WINDOW - heard)) {
      part = (size_t)(§§WINDOW - heard);
    }
    memcpy(state->pcm + state->kept, pcm + next, part * sizeof pcm[0]);
    state->kept += (int32_t)part;
    next += part;
    take_frames(state);
  }
  return §§OK;
}

int32_t §ready(const §state_t *state) {
  return state->long_frames > 0 ? 1 : 0;
}

/* ---- Functionals ---- */

{{#pitch}}
/** Decides the frames that are open, on a copy of their paths, and describes the voice of those that are not described. */
static void describe_rest(heard_t *heard) {
  const §state_t *state = heard->state;
  int32_t counts[2];
  uint8_t chosen[32];
{{#voiceQuality}}
  float periods[8];
  int32_t behind = state->behind;
  memcpy(periods, state->periods, sizeof periods);
{{/voiceQuality}}
  memcpy(counts, state->path_counts, sizeof counts);
  memcpy(chosen, state->path_chosen, sizeof chosen);
  §decide_rest(state->path_costs, counts, state->path_from, chosen);
  for (int32_t frame = heard->described; frame < heard->long_frames; frame++) {
    const int32_t i = frame - heard->described;
    float told[2];
    describe_voice(told, state->path_pitch, chosen, frame);
    heard->rest[0][i] = told[0];
    heard->rest[1][i] = told[1];
{{#voiceQuality}}
    /* Of quality, features see decided frames only, unless there is none. */
    if (frame < heard->decided || heard->decided == 0) {
      behind = match_periods(periods, sample_at(state, HOP * frame), behind, told[0]);
    }
    for (int32_t q = 0; q < 4; q++) {
      heard->rest[2 + q][i] = periods[q];
    }
{{/voiceQuality}}
  }
}

{{/pitch}}
{{#keptVoice}}
/** A descriptor of the voice, smoothed. */
static void smooth_kept_voice(float *x, const heard_t *heard, int32_t descriptor, int32_t count) {
  const float *raw = heard->state->voice[descriptor];
  for (int32_t n = 0; n < count; n++) {
    /* Between described frames; at the ends there is more to it. */
    const bool is_inside = n > 0 && n + 1 < heard->described;
    x[n] = is_inside ? §smoothed_voice(raw[n - 1], raw[n], raw[n + 1]) : smoothed_at(heard, descriptor, 0, n);
  }
}

{{#voiceDeltas}}
/** Slopes of a descriptor of the voice: those of all are found, as they share a divisor. */
static void kept_voice_slopes(float *x, const heard_t *heard, int32_t descriptor, int32_t count) {
  const int32_t inside = heard->described - 3 < count ? heard->described - 3 : count;
  float divisor = 10.0f;
  int32_t n = 0;
  while (n < inside) {
    piece_t slopes[6];
    const int32_t end = n + TURN < inside ? n + TURN : inside;
    voice_slope_pieces(slopes, &divisor, heard, n, end);
    for (int32_t i = 0; i < end - n; i++) {
      x[n + i] = slopes[descriptor].values[i];
    }
    n = end;
  }
  for (; n < count; n++) {
    float slopes[6];
    voice_slopes_at(slopes, &divisor, heard, n);
    x[n] = slopes[descriptor];
  }
}

{{/voiceDeltas}}
{{/keptVoice}}
{{#keptRollOffs}}
static bool is_roll_off(int32_t descriptor) {
  return descriptor >= 38 && descriptor < 42;
}

/** Roll-offs in Hz from the bytes that they are kept in. */
static void roll_offs_into(float *hertz, const uint8_t *bins, int32_t count) {
  for (int32_t n = 0; n < count; n++) {
    hertz[n] = ((float)bins[n] + 1.0f) * BIN_HZ;
  }
}

{{/keptRollOffs}}
{{#stored}}
/** A kept contour as a part of the features sees it. @returns x or y, the one that holds it; the other is free. */
static float *contour_of(const heard_t *heard, const §part_t *part, float *x, float *y) {
{{#keptVoice}}
  if (part->descriptor < 6) {
    const int32_t count = frames_of(heard, part->group);
{{#voiceDeltas}}
    if (part->slope != 0) {
      kept_voice_slopes(x, heard, part->descriptor, count);
      return x;
    }
{{/voiceDeltas}}
    smooth_kept_voice(x, heard, part->descriptor, count);
    return x;
  }
{{/keptVoice}}
{{#keptPlain}}
  const int32_t smoothed = (part->descriptor < 10 ? heard->long_frames : heard->short_frames) + 1;
{{#keptCrossings}}
  if (part->descriptor == 9) {
    §smooth_contour(x, heard->state->zero_crossings, heard->long_frames, smoothed);
  }
{{/keptCrossings}}
{{#keptRollOffs}}
  if (is_roll_off(part->descriptor)) {
    roll_offs_into(y, heard->state->roll_offs[part->contour], heard->short_frames);
    §smooth_contour(x, y, heard->short_frames, smoothed);
  }
{{/keptRollOffs}}
{{#keptShort}}
{{#keptRollOffs}}
  if (part->descriptor != 9 && !is_roll_off(part->descriptor)) {
{{/keptRollOffs}}
{{^keptRollOffs}}
  if (part->descriptor != 9) {
{{/keptRollOffs}}
    §smooth_contour(x, heard->state->contours[part->contour], heard->short_frames, smoothed);
  }
{{/keptShort}}
{{#keptSlopes}}
  if (part->slope) {
    const bool is_late = part->descriptor < 10 && heard->long_frames < 3;
    §delta_contour(y, x, smoothed, is_late ? heard->long_frames : smoothed, frames_of(heard, part->group));
    return y;
  }
{{/keptSlopes}}
{{/keptPlain}}
{{^keptSlopes}}
  (void)y;
{{/keptSlopes}}
  return x;
}

{{/stored}}
/** Room for a contour, or for places in it. */
{{#stored}}
typedef union {
  float values[{{contourRoom}}];
  int32_t places[{{contourRoom}}];
} room_t;
{{/stored}}
{{^stored}}
typedef float room_t;
{{/stored}}

/** A functional's values. @param out  [12] @param work  Room for `count` numbers. */
static void functional(float *out, const §part_t *part, int32_t which, const along_t *along, const float *x,
    int32_t count, room_t *work) {
{{functionalVariables}}
  switch (which) {
{{functionals}}
    default:
      break;
  }
}

/** The wanted values of a functional. @param features  Receives them. @returns how many */
static int32_t pick(float *features, const float *out, uint32_t wanted) {
  int32_t count = 0;
  for (; wanted != 0u; wanted >>= 1) {
    if ((wanted & 1u) != 0u) {
      features[count] = *out;
      count++;
    }
    out++;
  }
  §keep_finite(features, count);
  return count;
}

/** The features of a part. @param count  Values of the contour. @param x  The contour, where it is kept. @returns how many */
static int32_t write_values(float *features, const §part_t *part, const along_t *along, const float *x, int32_t count,
    room_t *work) {
  /* All zeros for a contour without values. */
  float out[12] = {0.0f};
  int32_t written = 0;
  for (int32_t j = 0; j < part->jobs; j++) {
    const §job_t *job = &§jobs[part->first_job + j];
    if (count > 0) {
      functional(out, part, job->functional, along, x, count, work);
    }
    written += pick(features + written, out, job->wanted);
  }
  return written;
}

{{#stored}}
/** The features of a part whose contour is kept. @returns how many */
static int32_t summarize(float *features, const heard_t *heard, const §part_t *part) {
  room_t first;
  room_t second;
  float sums[{{partFloats}}] = {0.0f};
  int32_t counts[{{partInts}}] = {0};
  const along_t along = along_at(sums, counts, part->accumulators);
  float *x = contour_of(heard, part, first.values, second.values);
  room_t *work = x == first.values ? &second : &first;
  int32_t count = frames_of(heard, part->group);
{{#keptVoice}}
  if (part->group == 2) {
    count = §non_zeros_into(x, x, count);
  }
{{/keptVoice}}
  if (count > 0) {
    accumulate(&along, part->accumulators, 0, x, count);
  }
  return write_values(features, part, &along, x, count, work);
}

{{/stored}}
{{#running}}
/** Adds the frames first .. end - 1 of a part, which no later one can change. @returns how many values it has now. */
static int32_t add_settled(const along_t *along, const heard_t *heard, const §part_t *part, int32_t begin, int32_t first,
    int32_t end, float *divisor) {
  piece_t smoothed;
{{^runningVoiceSlopes}}
  (void)divisor;
{{/runningVoiceSlopes}}
{{#runningVoice}}
  if (part->descriptor < 6) {
{{#runningVoiceSlopes}}
    if (part->slope != 0) {
      piece_t voice[6];
      voice_slope_pieces(voice, divisor, heard, first, end);
      return add_frames(along, part->accumulators, part->group, begin, voice[part->descriptor].values, end - first);
    }
{{/runningVoiceSlopes}}
    smooth_voice_piece(&smoothed, heard->state, part->descriptor, first, end);
    return add_frames(along, part->accumulators, part->group, begin, smoothed.values, end - first);
  }
{{/runningVoice}}
{{#runningPlain}}
  piece_t slopes;
  find_pieces(&smoothed, &slopes, heard, part->descriptor, part->contour, first, part->slope != 0);
  const float *x = part->slope != 0 ? slopes.values : smoothed.values;
  return add_frames(along, part->accumulators, part->group, begin, x, end - first);
{{/runningPlain}}
{{^runningPlain}}
  return begin;
{{/runningPlain}}
}

/**
 * The features of a part whose sums run along: with the frames that only the end of the sound makes known, on copies.
 *
 * @returns how many
 */
static int32_t conclude(float *features, const heard_t *heard, int32_t p) {
  const §state_t *state = heard->state;
  const §part_t *part = &§parts[p];
  const §sums_t *shared = &§sums[part->sums];
  float sums[{{partFloats}}] = {0.0f};
  int32_t counts[{{partInts}}] = {0};
  memcpy(sums, state->sums + shared->floats, shared->float_count * sizeof sums[0]);
  memcpy(counts, state->counts + shared->ints, shared->int_count * sizeof counts[0]);
  const along_t along = along_at(sums, counts, shared->accumulators);
  const int32_t settled = settled_frames(heard, part);
  const int32_t end = frames_of(heard, part->group);
{{#runningVoice}}
  const bool is_voice = part->descriptor < 6;
  int32_t frame = frames_added(shared, is_voice ? heard->described : heard->long_frames);
  int32_t values = is_voice ? state->voice_values[part->sums] : frame;
{{/runningVoice}}
{{^runningVoice}}
  int32_t frame = frames_added(shared, heard->long_frames);
  int32_t values = frame;
{{/runningVoice}}
{{#runningVoiceSlopes}}
  float divisor = state->slope_divisor;
{{/runningVoiceSlopes}}
{{^runningVoiceSlopes}}
  float divisor = 0.0f;
{{/runningVoiceSlopes}}
  if (frame < settled) {
    values = add_settled(&along, heard, part, values, frame, settled, &divisor);
    frame = settled;
  }
  for (; frame < end; frame++) {
    float x;
{{#runningVoiceSlopes}}
    if (part->slope && part->descriptor < 6) {
      float slopes[6];
      voice_slopes_at(slopes, &divisor, heard, frame);
      x = slopes[part->descriptor];
    } else
{{/runningVoiceSlopes}}
{{#plainSlopesByFrames}}
    if (part->slope) {
      x = slope_at(heard, part->descriptor, part->contour, frame);
    } else
{{/plainSlopesByFrames}}
    {
      x = smoothed_at(heard, part->descriptor, part->contour, frame);
    }
    values = add_frames(&along, part->accumulators, part->group, values, &x, 1);
  }
  return write_values(features, part, &along, NULL, values, NULL);
}

{{/running}}
/** What was heard, with the frames that are still open. @returns whether it is enough for features */
static bool look_back(heard_t *heard, const §state_t *state) {
  if (state->long_frames == 0) {
    return false;
  }
  heard->state = state;
  heard->short_frames = state->short_frames;
  heard->long_frames = state->long_frames;
{{#pitch}}
  heard->decided = state->decided;
  heard->described = state->described;
  describe_rest(heard);
{{/pitch}}
{{^pitch}}
  heard->decided = state->long_frames - 1;
{{/pitch}}
  return true;
}

/** The features of a part, which follow one another. @param features  [{{partFeatures}}] @returns how many */
static int32_t write_part(float *features, const heard_t *heard, int32_t p) {
{{#running}}
{{#stored}}
  if (p >= {{runningParts}}) {
    return summarize(features, heard, &§parts[p]);
  }
{{/stored}}
  return conclude(features, heard, p);
{{/running}}
{{^running}}
  return summarize(features, heard, &§parts[p]);
{{/running}}
}

§status_t §features(const §state_t *state, float *features) {
  heard_t heard;
  if (!look_back(&heard, state)) {
    return §§TOO_SHORT;
  }
  for (int32_t i = 0; i < {{partCount}}; i++) {
    features += write_part(features, &heard, §part_order[i]);
  }
  return §§OK;
}

§status_t §features_by_part(const §state_t *state, §take_t take, void *context) {
  heard_t heard;
  float x[{{partFeatures}}];
  if (!look_back(&heard, state)) {
    return §§TOO_SHORT;
  }
  for (int32_t i = 0; i < {{partCount}}; i++) {
    const int32_t count = write_part(x, &heard, §part_order[i]);
    take(context, x, count);
  }
  return §§OK;
}

{{network}}

/* The network takes the features of one part after the other, so that they are never there all at once. */
§status_t §result(const §state_t *state, float *probabilities) {
  heard_t heard;
  network_t network;
  float x[{{partFeatures}}];
{{#again}}
  /* Inputs of the first parts, so that these need not be found again. */
  float kept[{{keptInputs}}];
  int32_t kept_inputs = 0;
  int32_t kept_parts = 0;
{{/again}}
  if (!look_back(&heard, state)) {
    return §§TOO_SHORT;
  }
  begin_network(&network);
  for (int32_t i = 0; i < {{partCount}}; i++) {
    const int32_t count = write_part(x, &heard, §part_order[i]);
    if (!take_inputs(&network, x, count)) {
      return §§NOT_FINITE;
    }
{{#again}}
    if (network.inputs <= {{keptInputs}}) {
      memcpy(kept + kept_inputs, x, (size_t)count * sizeof x[0]);
      kept_inputs = network.inputs;
      kept_parts = i + 1;
    }
{{/again}}
  }
{{#again}}
  /* The largest input is known: those that came before it are added again. */
  rewind_network(&network);
  while (network.inputs < kept_inputs && network.inputs < network.again) {
    const int32_t end = kept_inputs < network.again ? kept_inputs : network.again;
    const int32_t count = end - network.inputs < BLOCK ? end - network.inputs : BLOCK;
    add_inputs(&network, kept + network.inputs, count);
  }
  for (int32_t i = kept_parts; network.inputs < network.again; i++) {
    const int32_t count = write_part(x, &heard, §part_order[i]);
    (void)take_inputs(&network, x, count);
  }
{{/again}}
  return answer(&network, probabilities);
}

§status_t §classify(§state_t *state, const int16_t *pcm, size_t count, float *probabilities) {
  §init(state);
  (void)§feed(state, pcm, count);
  return §result(state, probabilities);
}
