/* kernels.c on QEMU: whole buffers go through semihosting to the pipes at its standard input and output. */
#include "board.h"

static uint64_t arena_words[36 * 1024] __attribute__((section(".arena")));
static uint32_t used;

void board_report_exception(const void *frame, uint32_t number);

/* Any exception ends the run: the virtual board sees the breakpoint. */
void board_report_exception(const void *frame, uint32_t number)
{
    (void)frame;
    (void)number;
    __asm volatile("bkpt 0");
}

enum { SYS_OPEN = 0x01, SYS_WRITE = 0x05, SYS_READ = 0x06, TO_READ = 1, TO_WRITE = 5 };

static uint32_t input;
static uint32_t output;

/* One call of the host (Semihosting for AArch32 and AArch64, Arm 2020): r0 says which, r1 where its words are. */
static inline uint32_t platform_call(uint32_t call, const volatile uint32_t *words)
{
    register uint32_t r0 __asm("r0") = call;
    register const volatile uint32_t *r1 __asm("r1") = words;
    __asm volatile("bkpt 0xab" : "+r"(r0) : "r"(r1) : "memory");
    return r0;
}

static inline uint32_t platform_open(const char *path, uint32_t length, uint32_t mode)
{
    uint32_t words[] = {(uint32_t)path, mode, length};
    return platform_call(SYS_OPEN, words);
}

static inline void platform_start(void)
{
    board_init();
    input = platform_open("/dev/stdin", 10, TO_READ);
    output = platform_open("/dev/stdout", 11, TO_WRITE);
}

static inline void platform_read(void *to, uint32_t bytes)
{
    uint8_t *at = to;
    while (bytes > 0) {
        uint32_t words[] = {input, (uint32_t)at, bytes};
        uint32_t left = platform_call(SYS_READ, words);
        at += bytes - left;
        bytes = left;
    }
}

static inline void platform_write(const void *from, uint32_t bytes)
{
    const uint8_t *at = from;
    while (bytes > 0) {
        uint32_t words[] = {output, (uint32_t)at, bytes};
        uint32_t left = platform_call(SYS_WRITE, words);
        at += bytes - left;
        bytes = left;
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
