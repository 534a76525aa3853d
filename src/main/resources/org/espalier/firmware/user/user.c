/* Your hooks. Generating the project again leaves this folder alone. */
#include "espalier.h"

/* Asked again and again until a host connects. A camera would fill `picture` (ESPALIER_INPUT_BYTES bytes, rows of red, green,
 * blue) and return 1: the network then runs on it. */
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

/* Called before every step of the network and while nothing happens: feed a watchdog. */
void espalier_user_alive(void) {}
