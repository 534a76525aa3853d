/* The four functions of the C library that the compiler calls on its own. */
#include <stddef.h>
#include <stdint.h>

/* Without this the compiler turns the loops below into calls of the functions they are. */
#pragma GCC optimize("no-tree-loop-distribute-patterns")

typedef uint32_t __attribute__((may_alias)) word;

void *memcpy(void *restrict to, const void *restrict from, size_t count);
void *memmove(void *to, const void *from, size_t count);
void *memset(void *to, int value, size_t count);
int memcmp(const void *left, const void *right, size_t count);

void *memcpy(void *restrict to, const void *restrict from, size_t count) {
    uint8_t *t = to;
    const uint8_t *f = from;
    if ((((uintptr_t)t | (uintptr_t)f) & 3) == 0) {
        for (; count >= 4; count -= 4, t += 4, f += 4) {
            *(word *)t = *(const word *)f;
        }
    }
    while (count-- > 0) {
        *t++ = *f++;
    }
    return to;
}

void *memmove(void *to, const void *from, size_t count) {
    uint8_t *t = to;
    const uint8_t *f = from;
    if ((uintptr_t)t - (uintptr_t)f >= count) {
        return memcpy(to, from, count);
    }
    while (count-- > 0) {
        t[count] = f[count];
    }
    return to;
}

void *memset(void *to, int value, size_t count) {
    uint8_t *t = to;
    while (count > 0 && ((uintptr_t)t & 3) != 0) {
        *t++ = (uint8_t)value;
        count--;
    }
    word four = (uint8_t)value * 0x01010101u;
    for (; count >= 4; count -= 4, t += 4) {
        *(word *)t = four;
    }
    while (count-- > 0) {
        *t++ = (uint8_t)value;
    }
    return to;
}

int memcmp(const void *left, const void *right, size_t count) {
    const uint8_t *l = left, *r = right;
    for (; count > 0; count--, l++, r++) {
        if (*l != *r) {
            return *l - *r;
        }
    }
    return 0;
}
