/* Your hooks. Generating the project again leaves this folder alone. */
#include "espalier.h"

/* A camera would fill `picture` (ESPALIER_INPUT_BYTES bytes, rows of red, green, blue) and return 1. */
int espalier_user_input(uint8_t *picture)
{
    (void)picture;
    return 0;
}

/* Called after every run: light a lamp, drive a pin. */
void espalier_user_result(const int8_t *logits, uint32_t classes)
{
    (void)logits;
    (void)classes;
}
