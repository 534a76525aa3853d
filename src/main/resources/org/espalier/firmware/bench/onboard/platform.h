/* kernels.c as the firmware of a board. */
#include "board.h"

static uint64_t arena_words[36 * 1024] __attribute__((section(".arena0")));
static uint32_t used;

void board_report_exception(const void *frame, uint32_t number);

/* Any exception ends the run: the virtual board sees the breakpoint. */
void board_report_exception(const void *frame, uint32_t number)
{
    (void)frame;
    (void)number;
    __asm volatile("bkpt 0");
}

static inline void platform_start(void) { board_init(); }

static inline void platform_read(void *to, uint32_t bytes)
{
    for (uint8_t *at = to; bytes > 0; bytes--) {
        *at++ = board_receive();
    }
}

static inline void platform_write(const void *from, uint32_t bytes)
{
    for (const uint8_t *at = from; bytes > 0; bytes--) {
        board_send(*at++);
    }
}

/* A stack of memory: what was taken last is given back first. */
static inline void *platform_take(uint32_t bytes)
{
    uint32_t words = (bytes + 7u) / 8u;
    if (used + words > sizeof arena_words / sizeof arena_words[0]) {
        __asm volatile("bkpt 0");
    }
    used += words;
    return arena_words + used - words;
}

static inline void platform_give(void *memory) { used = (uint32_t)((uint64_t *)memory - arena_words); }

static inline void platform_mark(void) { (void)board_cycles(); }
