/* The interface of a generated network: what start-up code, protocol and user code may call.
 *
 * A generated project holds this file, `network.h` and `network.c` (the network, one call per step of its
 * plan), `weights.S` with `weights.bin` (constants), the operator library, and the support of one board. Names here are stable.
 *
 * Everything is single-threaded, uses no heap and no interrupt, and touches no memory besides the arena, the
 * caller's stack and constants in flash.
 *
 * `network.h` defines, for the network at hand:
 *   ESPALIER_IMAGE_SIZE    side of the square picture, in pixels
 *   ESPALIER_CHANNELS      bytes per pixel (3: red, green, blue)
 *   ESPALIER_INPUT_BYTES   ESPALIER_IMAGE_SIZE * ESPALIER_IMAGE_SIZE * ESPALIER_CHANNELS
 *   ESPALIER_CLASSES       logits per picture
 *   ESPALIER_STEPS         steps of the plan
 *   ESPALIER_ARENA_BYTES   bytes of the arena, the plan's number
 */
#ifndef ESPALIER_H
#define ESPALIER_H

#include <stdint.h>

#include "network.h"

/* One step of the plan, in the order of execution. */
typedef struct {
    const char *name;  /* as in the plan */
    uint32_t output;   /* where its output starts in the arena */
    uint32_t bytes;    /* the size of that output; valid until the next step runs */
} espalier_step;

/* Where a byte of the arena lies, offset < ESPALIER_ARENA_BYTES. All activations and scratch are in it. It may lie in
 * several memories; an output never does. No initial values: the linker script places it as NOLOAD. */
uint8_t *espalier_arena(uint32_t offset);

/* The steps, ESPALIER_STEPS of them. */
extern const espalier_step espalier_steps[];

/* The class names, ESPALIER_CLASSES of them, in the order of the logits; UTF-8. */
extern const char *const espalier_class_names[];

/* SHA-256 of the quantised network this code was generated from. */
extern const uint8_t espalier_identity[32];

/* Where the picture goes: ESPALIER_INPUT_BYTES bytes, rows from the top, pixels from the left, red green blue,
 * 0..255, already ESPALIER_IMAGE_SIZE on each side. It lies inside the arena, so a run consumes it. */
uint8_t *espalier_input(void);

/* Runs the network on the picture at espalier_input().
 * logits: ESPALIER_CLASSES values are written; the largest is the answer, the first of equals wins. */
void espalier_run(int8_t *logits);

/* Called by espalier_run before step `step` (0 .. ESPALIER_STEPS - 1) and once after the last with
 * ESPALIER_STEPS. The board support defines it: it reads the cycle counter and calls espalier_user_alive(); it must not
 * write to the arena. */
void espalier_marker(uint32_t step);

/* Hooks of the user, in `user/user.c`, a file that regeneration never overwrites. What is left out does nothing. */

/* A source of pictures besides the host, a camera for instance: fill ESPALIER_INPUT_BYTES bytes and return 1, or return
 * 0 when there is none. Asked again and again from reset on until a host connects: from then on pictures come from the
 * host, until the next reset. */
int espalier_user_input(uint8_t *picture);

/* Called after every run, the host's or the user's, with its logits: light a lamp, drive a pin, or do nothing. */
void espalier_user_result(const int8_t *logits, uint32_t classes);

/* Called before every step of the network and while nothing happens: feed a watchdog. The longest time between two
 * calls is that of the longest step or of one request of the host. */
void espalier_user_alive(void);

#endif
