/*
 * One decoder of libspeex for one recording: a WebAssembly instance decodes one and is thrown away.
 * It imports nothing, and its memory never grows.
 */
#include <speex/speex.h>

#include "os_support_custom.h"

#define WASM_EXPORT(name) __attribute__((export_name(#name)))

/* A packet is given and samples are taken here. More than any encoder makes of one frame in either case. */
static char packet[2000];
static float samples[1024];

static SpeexBits bits;
static void *decoder;
static int samples_per_frame;

/* Far more than the decoders of ultra-wideband need, which are one inside the other. */
static char heap[256 * 1024] __attribute__((aligned(16)));
static unsigned long heap_used;

void *duokefu_alloc(int size) {
  unsigned long wanted = ((unsigned long)size + 15) & ~15ul;
  if (size < 0 || wanted > sizeof heap - heap_used) __builtin_trap();
  void *piece = heap + heap_used;
  heap_used += wanted;
  return piece;
}

WASM_EXPORT(packet) char *packet_address(void) { return packet; }
WASM_EXPORT(packetCapacity) int packet_capacity(void) { return sizeof packet; }
WASM_EXPORT(samples) float *samples_address(void) { return samples; }

/* Band: 0 narrow (8 kHz), 1 wide (16 kHz), 2 ultra-wide (32 kHz). Answers the samples of a frame, 0 for no such band. */
WASM_EXPORT(open) int open_decoder(int band) {
  if (band < 0 || band >= SPEEX_NB_MODES || decoder) return 0;
  decoder = speex_decoder_init(speex_lib_get_mode(band));
  speex_bits_init(&bits);
  speex_decoder_ctl(decoder, SPEEX_GET_FRAME_SIZE, &samples_per_frame);
  if (samples_per_frame > (int)(sizeof samples / sizeof samples[0])) __builtin_trap();
  return samples_per_frame;
}

/* The bytes in `packet` come next; a packet may hold several frames. */
WASM_EXPORT(take) void take_packet(int bytes) {
  if (bytes < 0 || bytes > (int)sizeof packet) __builtin_trap();
  speex_bits_read_from(&bits, packet, bytes);
}

/* Decodes a frame into `samples`, -1 to 1. Answers 0; -1 at the packet's end; -2 when it is broken. */
WASM_EXPORT(decode) int decode_frame(void) {
  int outcome = speex_decode(decoder, &bits, samples);
  if (outcome != 0) return outcome;
  for (int i = 0; i < samples_per_frame; i++) samples[i] /= 32768;
  return speex_bits_remaining(&bits) < 0 ? -2 : 0;
}

/* A frame that is missing or broken is guessed from those before it. */
WASM_EXPORT(conceal) void conceal_frame(void) {
  speex_decode(decoder, 0, samples);
  for (int i = 0; i < samples_per_frame; i++) samples[i] /= 32768;
}
