#include "link.h"

#include "board.h"

#define HEAD 5u
#define TAIL 4u

uint32_t link_crc(uint32_t crc, const uint8_t *bytes, uint32_t count) {
    static const uint32_t table[16] = {0x00000000, 0x1DB71064, 0x3B6E20C8, 0x26D930AC, 0x76DC4190, 0x6B6B51F4,
                                       0x4DB26158, 0x5005713C, 0xEDB88320, 0xF00F9344, 0xD6D6A3E8, 0xCB61B38C,
                                       0x9B64C2B0, 0x86D3D2D4, 0xA00AE278, 0xBDBDF21C};
    crc = ~crc;
    for (uint32_t i = 0; i < count; i++) {
        crc ^= bytes[i];
        crc = crc >> 4 ^ table[crc & 15];
        crc = crc >> 4 ^ table[crc & 15];
    }
    return ~crc;
}

__attribute__((weak)) uint32_t board_speed_possible(uint32_t bits_per_second) {
    (void)bits_per_second;
    return 0;
}

__attribute__((weak)) void board_try_speed(uint32_t bits_per_second) { (void)bits_per_second; }

__attribute__((weak)) void board_good_frame(void) {}

__attribute__((weak)) void board_bad_frame(void) {}

/* Sends bytes COBS-coded: a run of up to 254 bytes without a zero follows its length plus one. */
typedef struct {
    uint8_t run[254];
    uint32_t length;
} coder;

static void end_run(coder *c) {
    board_send((uint8_t)(c->length + 1));
    for (uint32_t i = 0; i < c->length; i++) {
        board_send(c->run[i]);
    }
    c->length = 0;
}

static void code(coder *c, const uint8_t *bytes, uint32_t count) {
    for (uint32_t i = 0; i < count; i++) {
        if (bytes[i] == 0) {
            end_run(c);
            continue;
        }
        c->run[c->length++] = bytes[i];
        if (c->length == sizeof c->run) {
            end_run(c);
        }
    }
}

void link_send(const link_frame *frame) {
    static coder c;
    uint8_t head[HEAD], tail[TAIL];
    head[0] = frame->type;
    link_put16(head + 1, frame->sequence);
    link_put16(head + 3, frame->length);
    link_put32(tail, link_crc(link_crc(0, head, HEAD), frame->body, frame->length));
    board_send(0);
    c.length = 0;
    code(&c, head, HEAD);
    code(&c, frame->body, frame->length);
    code(&c, tail, TAIL);
    end_run(&c);
    board_send(0);
}

/* Reads up to the next zero byte; returns the decoded length, or 0 if that was nothing or no frame. `broken` tells
 * these apart. */
static uint32_t read_frame(uint8_t *raw, uint32_t room, uint32_t *broken) {
    uint32_t length = 0, left = 0, zero = 0;
    *broken = 0;
    for (;;) {
        uint8_t byte = board_receive();
        if (byte == 0) {
            *broken |= left > 0;
            return *broken ? 0 : length;
        }
        if (left == 0) {
            if (zero) {
                if (length < room) {
                    raw[length] = 0;
                }
                length++;
            }
            left = byte - 1u;
            zero = byte < 255;
        } else {
            if (length < room) {
                raw[length] = byte;
            }
            length++;
            left--;
        }
        *broken |= length > room;
    }
}

void link_receive(link_frame *frame) {
    static uint8_t raw[HEAD + LINK_BODY + TAIL];
    static link_frame nak;
    for (;;) {
        uint32_t broken;
        uint32_t length = read_frame(raw, sizeof raw, &broken);
        if (length == 0 && !broken) {
            continue;
        }
        uint32_t body = length >= HEAD + TAIL ? link_get16(raw + 3) : 0;
        if (length == HEAD + body + TAIL && link_crc(0, raw, HEAD + body) == link_get32(raw + HEAD + body)) {
            frame->type = raw[0];
            frame->sequence = link_get16(raw + 1);
            frame->length = (uint16_t)body;
            for (uint32_t i = 0; i < body; i++) {
                frame->body[i] = raw[HEAD + i];
            }
            board_good_frame();
            return;
        }
        nak.type = LINK_NAK;
        link_send(&nak);
        board_bad_frame();
    }
}
