/* The serial protocol: frames with length, sequence number and checksum, one request at a time.
 *
 * On the wire a frame is COBS-coded (no zero byte inside) between zero bytes, so that a reader finds the next frame
 * whatever was lost before. Decoded, little-endian:
 *
 *   type (1) | sequence (2) | length of body (2) | body | CRC-32 of all before (4)
 *
 * The host numbers its requests 1, 2, ... after LINK_CONNECT, whose own number is 0, and sends one only when the last
 * was answered. The board answers with the request's number and its type + 0x80. A request whose number it has just
 * answered is answered again, not done again. A frame that does not check gets LINK_NAK; the host sends again on that,
 * and when nothing comes. LINK_RUN is confirmed with LINK_ACCEPTED before the work starts. */
#ifndef LINK_H
#define LINK_H

#include <stdint.h>

#define LINK_VERSION 1u
#define LINK_BODY 512u

enum {
    LINK_CONNECT = 0x01,  /* nonce (4)                          -> version (1), nonce (4), largest body (2) */
    LINK_IDENTIFY = 0x02, /*                                    -> see main.c */
    LINK_NAME = 0x03,     /* index of a step (2)                -> its name */
    LINK_PAINT = 0x04,    /* pattern (1)                        -> */
    LINK_WRITE = 0x05,    /* offset (4), bytes of the picture   -> */
    LINK_RUN = 0x06,      /* CRC-32 of the picture (4)          -> */
    LINK_LOGITS = 0x07,   /* first class (2); 0 without         -> as many logits as fit, one byte each */
    LINK_TICKS = 0x08,    /* first step (2)                     -> cycles of as many steps as fit, 4 bytes each */
    LINK_MARKS = 0x09,    /* pattern (1)                        -> arena bytes used (4), stack bytes used (4) */
    LINK_CHECKSUM = 0x0A, /* offset (4), length (4)             -> CRC-32 of that part of the image (4), which goes on
                             outside the chip where its own flash ends */
    LINK_HOLD = 0x0B,     /* 1 to hold runs after each step     -> ; LINK_RUN and LINK_GO then answer with the steps
                             that are done (2) while the run is held, and with nothing at its end */
    LINK_GO = 0x0C,       /* while a run is held: go on         -> see LINK_HOLD */
    LINK_READ = 0x0D,     /* while a run is held: offset (4), length (2) -> that part of the arena */

    LINK_SPEED = 0x0E,    /* bits per second (4)                -> ; the answer comes at the old speed, then the new one
                             counts. It is given up if no frame that checks comes within half a second, and later when
                             three in a row do not check */

    LINK_ACCEPTED = 0x70, /* to the host: the request is being worked on */
    LINK_NAK = 0x71,      /* to the host: a frame came that does not check; its number is 0 */
    LINK_REFUSED = 0x72,  /* to the host: reason (1), text */
    LINK_FAULT = 0x73     /* to the host, unasked: the exception report of main.c */
};

enum { LINK_UNKNOWN = 1, LINK_MALFORMED = 2, LINK_OUT_OF_ORDER = 3, LINK_PICTURE = 4 };

typedef struct {
    uint8_t type;
    uint16_t sequence;
    uint16_t length;
    uint8_t body[LINK_BODY];
} link_frame;

/* Waits for a frame that checks; answers the others with LINK_NAK. */
void link_receive(link_frame *frame);

void link_send(const link_frame *frame);

/* CRC-32 (IEEE 802.3), continued from `crc`, which starts as 0. */
uint32_t link_crc(uint32_t crc, const uint8_t *bytes, uint32_t count);

static inline uint16_t link_get16(const uint8_t *p) { return (uint16_t)(p[0] | p[1] << 8); }

static inline uint32_t link_get32(const uint8_t *p) { return link_get16(p) | (uint32_t)link_get16(p + 2) << 16; }

static inline void link_put16(uint8_t *p, uint32_t value) {
    p[0] = (uint8_t)value;
    p[1] = (uint8_t)(value >> 8);
}

static inline void link_put32(uint8_t *p, uint32_t value) {
    link_put16(p, value);
    link_put16(p + 2, value >> 16);
}

#endif
