/* What a board offers the rest of the firmware. One file per board implements it. */
#ifndef BOARD_H
#define BOARD_H

#include <stdint.h>

/* The board's id, as on the host. */
extern const char board_name[];

/* The core clock after board_init(). */
extern const uint32_t board_core_hertz;

/* Clocks, caches, cycle counter, serial port. Called once, before anything else here. */
void board_init(void);

/* The cycle counter; wraps after 2^32 cycles. */
uint32_t board_cycles(void);

/* Sends one byte, waiting until there is room for it. */
void board_send(uint8_t byte);

/* Whether a byte has come; 0 if not. */
uint32_t board_pending(void);

/* Waits for a byte. */
uint8_t board_receive(void);

/* The speed of the serial port. A board that has only one leaves these out: link.c does without. */
uint32_t board_speed_possible(uint32_t bits_per_second);
/* Takes a speed once everything is sent, and gives it up again as link.h says. */
void board_try_speed(uint32_t bits_per_second);
/* A frame came that checks, or does not. */
void board_good_frame(void);
void board_bad_frame(void);

/* What start-up and linker script lay down. */
extern uint8_t board_stack_bottom[], board_stack_top[];
extern const uint8_t board_flash_start[], board_image_end[];
/* Weights outside the chip; the same address twice if there are none. */
extern const uint8_t board_outside_start[], board_outside_end[];

#endif
