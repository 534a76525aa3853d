/* Runs a generated network on pictures from standard input and writes their logits, until the input ends.
 *
 * The arena is filled with a pattern first, and the markers are checked for their order. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "espalier.h"

static uint32_t expected;

void espalier_marker(uint32_t step)
{
    if (step != expected++) {
        exit(4);
    }
}

int main(void)
{
    int8_t logits[ESPALIER_CLASSES];
    for (;;) {
        for (uint32_t i = 0; i < ESPALIER_ARENA_BYTES; i++) {
            *espalier_arena(i) = 0xA5;
        }
        if (fread(espalier_input(), ESPALIER_INPUT_BYTES, 1, stdin) != 1) {
            return 0;
        }
        expected = 0;
        espalier_run(logits);
        if (expected != ESPALIER_STEPS + 1u) {
            return 4;
        }
        fwrite(logits, 1, ESPALIER_CLASSES, stdout);
    }
}
