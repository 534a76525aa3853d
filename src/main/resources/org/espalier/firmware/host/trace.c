/* Runs a generated network on the picture from standard input and writes the output of every step, in their order, then
 * the logits. For the host that the firmware is made on. */
#include <stdio.h>

#include "espalier.h"

void espalier_marker(uint32_t step)
{
    if (step > 0) {
        fwrite(espalier_arena(espalier_steps[step - 1].output), 1, espalier_steps[step - 1].bytes, stdout);
    }
}

int main(void)
{
    int8_t logits[ESPALIER_CLASSES];
    if (fread(espalier_input(), 1, ESPALIER_INPUT_BYTES, stdin) != ESPALIER_INPUT_BYTES) {
        return 1;
    }
    espalier_run(logits);
    return fwrite(logits, 1, ESPALIER_CLASSES, stdout) == ESPALIER_CLASSES ? 0 : 1;
}
