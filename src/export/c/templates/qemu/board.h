/*
 * What the measurements want of a board: printing, a file, instructions, stack.
 */
#ifndef BOARD_H
#define BOARD_H

#include <stddef.h>
#include <stdint.h>

void board_print(const char *text);
void board_print_number(const char *name, uint32_t value);
void board_print_bits(uint32_t bits);

/** Opens a file of the host's for reading. @returns a handle, or -1. */
int32_t board_open(const char *name);
/** @returns bytes that were read. */
size_t board_read(int32_t file, void *bytes, size_t count);

/** Ends the emulation. */
void board_exit(int32_t status);

/** Instructions that something takes, without the call; 1.6 to 1.3 of them are one tick. */
uint32_t board_instructions(void (*work)(void));
/** Bytes of stack that something takes. */
uint32_t board_stack(void (*work)(void));

#endif /* BOARD_H */
