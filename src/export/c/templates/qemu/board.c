/*
 * A Cortex-M of QEMU's without an operating system: start, semihosting, timer, stack.
 */

#include "board.h"

#include <string.h>

extern uint32_t data_begin[], data_end[], data_source[], bss_begin[], bss_end[], stack_begin[], stack_end[];

int main(void);
void reset(void);
static void fault(void);

__attribute__((section(".vectors"), used)) static const struct {
  uint32_t *stack;
  void (*handlers[15])(void);
} vectors = {stack_end, {reset, fault, fault, fault, fault, fault, fault}};

/* Coprocessor access control register: both halves of the floating-point unit (ARMv7-M, B3.2.20). */
#define CPACR (*(volatile uint32_t *)0xE000ED88u)

void reset(void) {
  CPACR |= 0xFu << 20;
  __asm volatile("dsb\n isb" ::: "memory");
  memcpy(data_begin, data_source, (size_t)((const char *)data_end - (const char *)data_begin));
  memset(bss_begin, 0, (size_t)((const char *)bss_end - (const char *)bss_begin));
  board_exit(main());
}

/* Semihosting for AArch32: operation in r0, its parameters in r1. */
static int32_t semihosting(uint32_t operation, const void *parameters) {
  register uint32_t r0 __asm("r0") = operation;
  register const void *r1 __asm("r1") = parameters;
  __asm volatile("bkpt 0xAB" : "+r"(r0) : "r"(r1) : "memory");
  return (int32_t)r0;
}

enum { SYS_OPEN = 0x01, SYS_WRITE0 = 0x04, SYS_READ = 0x06, SYS_EXIT_EXTENDED = 0x20 };

void board_print(const char *text) {
  semihosting(SYS_WRITE0, text);
}

void board_print_number(const char *name, uint32_t value) {
  char digits[12];
  char *first = digits + sizeof digits - 2;
  memcpy(first, "\n", 2);
  do {
    *--first = (char)('0' + value % 10u);
    value /= 10u;
  } while (value > 0u);
  board_print(name);
  board_print(" ");
  board_print(first);
}

void board_print_bits(uint32_t bits) {
  char text[] = " 00000000";
  for (int i = 8; i > 0; i--) {
    text[i] = "0123456789abcdef"[bits & 15u];
    bits >>= 4;
  }
  board_print(text);
}

int32_t board_open(const char *name) {
  const uint32_t parameters[3] = {(uint32_t)name, 1u /* rb */, (uint32_t)strlen(name)};
  return semihosting(SYS_OPEN, parameters);
}

size_t board_read(int32_t file, void *bytes, size_t count) {
  const uint32_t parameters[3] = {(uint32_t)file, (uint32_t)bytes, (uint32_t)count};
  return count - (size_t)semihosting(SYS_READ, parameters);
}

void board_exit(int32_t status) {
  const uint32_t parameters[2] = {0x20026u /* application exit */, (uint32_t)status};
  semihosting(SYS_EXIT_EXTENDED, parameters);
  for (;;) {
  }
}

static void fault(void) {
  board_print("fault\n");
  board_exit(3);
}

/* Timer 0 of the board, counting down (Cortex-M System Design Kit, APB timer). */
#define TIMER_CONTROL (*(volatile uint32_t *)(TIMER_BASE + 0u))
#define TIMER_VALUE (*(volatile uint32_t *)(TIMER_BASE + 4u))
#define TIMER_RELOAD (*(volatile uint32_t *)(TIMER_BASE + 8u))

static uint32_t ticks_of(void (*work)(void)) {
  TIMER_RELOAD = 0xFFFFFFFFu;
  TIMER_VALUE = 0xFFFFFFFFu;
  TIMER_CONTROL = 1u;
  const uint32_t begin = TIMER_VALUE;
  work();
  return begin - TIMER_VALUE;
}

static void nothing(void) {
}

uint32_t board_instructions(void (*work)(void)) {
  const uint64_t ticks = ticks_of(work) - ticks_of(nothing);
  return (uint32_t)(ticks * TICK_NS / 64u);
}

#define PAINT 0xA5A5A5A5u
#define PAINTED_WORDS 65536u

uint32_t board_stack(void (*work)(void)) {
  uint32_t *here = (uint32_t *)__builtin_frame_address(0) - 64;
  uint32_t *lowest = here - PAINTED_WORDS < stack_begin ? stack_begin : here - PAINTED_WORDS;
  for (volatile uint32_t *word = lowest; word < here; word++) {
    *word = PAINT;
  }
  work();
  volatile uint32_t *word = lowest;
  while (word < here && *word == PAINT) {
    word++;
  }
  return (uint32_t)((const char *)__builtin_frame_address(0) - (const char *)word);
}
