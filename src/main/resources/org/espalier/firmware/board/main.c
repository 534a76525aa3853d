/* The firmware's life: wait for a request, do it, answer. */
#include "board.h"
#include "espalier.h"
#include "link.h"

static link_frame request, answer;
static uint16_t last;      /* the number of the request answered last */
static uint32_t connected; /* whether there was one */
static uint32_t ticks[ESPALIER_STEPS + 1];
/* Whole words, so that what else is here does not move with the number of classes: the plan counts these bytes. */
static int8_t logits[(ESPALIER_CLASSES + 3) & ~3] __attribute__((aligned(4)));

static uint32_t holding; /* whether runs are held after each step */
static uint32_t pending; /* whether `request` was taken while a run was held, and is still to be done */

static void hold(uint32_t step);

/* What user code does not define does nothing. */
__attribute__((weak)) int espalier_user_input(uint8_t *picture) {
    (void)picture;
    return 0;
}

__attribute__((weak)) void espalier_user_result(const int8_t *result, uint32_t classes) {
    (void)result;
    (void)classes;
}

__attribute__((weak)) void espalier_user_alive(void) {}

void espalier_marker(uint32_t step) {
    espalier_user_alive();
    ticks[step] = board_cycles();
    if (holding && step > 0) {
        hold(step);
    }
}

static void refuse(uint8_t reason, const char *text) {
    answer.type = LINK_REFUSED;
    answer.length = 1;
    answer.body[0] = reason;
    while (*text != 0 && answer.length < LINK_BODY) {
        answer.body[answer.length++] = (uint8_t)*text++;
    }
}

static uint8_t *put_text(uint8_t *at, const char *text) {
    uint8_t *length = at++;
    *length = 0;
    while (*text != 0 && *length < 255) {
        *at++ = (uint8_t)*text++;
        ++*length;
    }
    return at;
}

/* Bytes of the image in the chip's flash, and outside of it. */
static uint32_t inside(void) { return (uint32_t)(board_image_end - board_flash_start); }

static uint32_t outside(void) { return (uint32_t)(board_outside_end - board_outside_start); }

static void identify(void) {
    uint8_t *at = answer.body;
    for (int i = 0; i < 32; i++) {
        *at++ = espalier_identity[i];
    }
    link_put32(at, ESPALIER_INPUT_BYTES);
    link_put32(at + 4, ESPALIER_CLASSES);
    link_put32(at + 8, ESPALIER_STEPS);
    link_put32(at + 12, ESPALIER_ARENA_BYTES);
    link_put32(at + 16, (uint32_t)(board_stack_top - board_stack_bottom));
    link_put32(at + 20, board_core_hertz);
    link_put32(at + 24, inside() + outside());
    at = put_text(at + 28, board_name);
    answer.length = (uint16_t)(at - answer.body);
}

/* The stack below this call, which nothing uses now. */
static uint8_t *free_stack_end(void) { return (uint8_t *)__builtin_frame_address(0) - 128; }

static __attribute__((noinline)) void paint(uint8_t pattern) {
    volatile uint8_t *at = board_stack_bottom;
    for (volatile uint8_t *end = free_stack_end(); at < end; at++) {
        *at = pattern;
    }
    for (uint32_t i = 0; i < ESPALIER_ARENA_BYTES; i++) {
        *espalier_arena(i) = pattern;
    }
}

static void marks(uint8_t pattern) {
    uint32_t used = ESPALIER_ARENA_BYTES;
    while (used > 0 && *espalier_arena(used - 1) == pattern) {
        used--;
    }
    const volatile uint8_t *low = board_stack_bottom;
    while (low < board_stack_top && *low == pattern) {
        low++;
    }
    link_put32(answer.body, used);
    link_put32(answer.body + 4, (uint32_t)(board_stack_top - low));
    answer.length = 8;
}

static void write_picture(void) {
    uint32_t offset = request.length >= 4 ? link_get32(request.body) : 0;
    uint32_t count = request.length - 4u;
    if (request.length < 4 || offset > ESPALIER_INPUT_BYTES || count > ESPALIER_INPUT_BYTES - offset) {
        refuse(LINK_MALFORMED, "outside the picture");
        return;
    }
    uint8_t *to = espalier_input() + offset;
    for (uint32_t i = 0; i < count; i++) {
        to[i] = request.body[4 + i];
    }
}

static void accept(void) {
    static link_frame accepted;
    accepted.type = LINK_ACCEPTED;
    accepted.sequence = request.sequence;
    link_send(&accepted);
}

static void run(void) {
    if (request.length != 4) {
        refuse(LINK_MALFORMED, "a run names the picture's checksum");
        return;
    }
    if (link_crc(0, espalier_input(), ESPALIER_INPUT_BYTES) != link_get32(request.body)) {
        refuse(LINK_PICTURE, "the picture in memory is not the one sent");
        return;
    }
    accept();
    espalier_run(logits);
    answer.length = 0;
    espalier_user_result(logits, ESPALIER_CLASSES);
}

/* What there is to do while no host has connected: the user's own pictures. Once one has, the picture, the logits and the
 * arena are the host's until the next reset. */
static void wait(void) {
    while (!board_pending()) {
        espalier_user_alive();
        if (!connected && espalier_user_input(espalier_input())) {
            espalier_run(logits);
            espalier_user_result(logits, ESPALIER_CLASSES);
        }
    }
}

static void put_logits(void) {
    /* Only where one frame does not hold them all are they asked for in parts. */
    uint32_t first = ESPALIER_CLASSES > LINK_BODY && request.length == 2 ? link_get16(request.body) : 0;
    uint32_t left = first < ESPALIER_CLASSES ? ESPALIER_CLASSES - first : 0;
    answer.length = left < LINK_BODY ? left : LINK_BODY;
    for (uint32_t i = 0; i < answer.length; i++) {
        answer.body[i] = (uint8_t)logits[first + i];
    }
}

static void put_ticks(void) {
    uint32_t step = request.length == 2 ? link_get16(request.body) : ESPALIER_STEPS;
    for (; step < ESPALIER_STEPS && answer.length + 4u <= LINK_BODY; step++) {
        link_put32(answer.body + answer.length, ticks[step + 1] - ticks[step]);
        answer.length += 4;
    }
}

static void put_name(void) {
    uint32_t step = request.length == 2 ? link_get16(request.body) : ESPALIER_STEPS;
    if (step >= ESPALIER_STEPS) {
        refuse(LINK_MALFORMED, "no such step");
        return;
    }
    for (const char *text = espalier_steps[step].name; *text != 0 && answer.length < LINK_BODY; text++) {
        answer.body[answer.length++] = (uint8_t)*text;
    }
}

static void checksum(void) {
    uint32_t size = inside() + outside();
    uint32_t offset = request.length == 8 ? link_get32(request.body) : size + 1;
    uint32_t count = request.length == 8 ? link_get32(request.body + 4) : 0;
    if (offset > size || count > size - offset) {
        refuse(LINK_MALFORMED, "outside the image");
        return;
    }
    uint32_t crc = 0;
    if (offset < inside()) {
        uint32_t here = count < inside() - offset ? count : inside() - offset;
        crc = link_crc(0, board_flash_start + offset, here);
        offset += here;
        count -= here;
    }
    link_put32(answer.body, link_crc(crc, board_outside_start + (offset - inside()), count));
    answer.length = 4;
}

static void connect(void) {
    if (request.length != 4) {
        refuse(LINK_MALFORMED, "a connection names a nonce");
        return;
    }
    answer.body[0] = LINK_VERSION;
    for (int i = 0; i < 4; i++) {
        answer.body[1 + i] = request.body[i];
    }
    link_put16(answer.body + 5, LINK_BODY);
    answer.length = 7;
}

static uint32_t speed; /* to be taken once the answer is sent; 0 for none */

static void change_speed(void) {
    uint32_t wanted = request.length == 4 ? link_get32(request.body) : 0;
    if (!board_speed_possible(wanted)) {
        refuse(LINK_MALFORMED, "no such speed");
        return;
    }
    speed = wanted;
}

static void work(void) {
    switch (request.type) {
    case LINK_CONNECT: connect(); break;
    case LINK_IDENTIFY: identify(); break;
    case LINK_NAME: put_name(); break;
    case LINK_PAINT: paint(request.length > 0 ? request.body[0] : 0); break;
    case LINK_WRITE: write_picture(); break;
    case LINK_RUN: run(); break;
    case LINK_LOGITS: put_logits(); break;
    case LINK_TICKS: put_ticks(); break;
    case LINK_MARKS: marks(request.length > 0 ? request.body[0] : 0); break;
    case LINK_CHECKSUM: checksum(); break;
    case LINK_HOLD: holding = request.length > 0 && request.body[0] != 0; break;
    case LINK_SPEED: change_speed(); break;
    default: refuse(LINK_UNKNOWN, "no such request"); break;
    }
}

/* Whether the request is a new one in its order; answers those that are not. */
static uint32_t is_next(void) {
    static link_frame stray;
    if (connected && request.sequence == last) {
        link_send(&answer); /* the host has not seen it: say it again, do not do it again */
        return 0;
    }
    if (!connected || request.sequence != (uint16_t)(last + 1)) {
        /* A host that does not know the board was reset. */
        stray.type = LINK_REFUSED;
        stray.sequence = request.sequence;
        stray.length = 1;
        stray.body[0] = LINK_OUT_OF_ORDER;
        link_send(&stray);
        return 0;
    }
    return 1;
}

static void start_answer(void) {
    last = request.sequence;
    answer.type = request.type | 0x80;
    answer.sequence = request.sequence;
    answer.length = 0;
}

static void answer_request(void) {
    if (request.type == LINK_CONNECT) {
        last = 0;
        connected = 1;
        holding = 0;
    } else if (!is_next()) {
        return;
    }
    start_answer();
    work();
    if (!pending) {
        link_send(&answer);
    }
    if (speed != 0) {
        board_try_speed(speed);
        speed = 0;
    }
}

static void read_arena(void) {
    uint32_t offset = request.length == 6 ? link_get32(request.body) : ESPALIER_ARENA_BYTES;
    uint32_t count = request.length == 6 ? link_get16(request.body + 4) : 1;
    if (offset > ESPALIER_ARENA_BYTES || count > ESPALIER_ARENA_BYTES - offset || count > LINK_BODY) {
        refuse(LINK_MALFORMED, "outside the arena");
        return;
    }
    for (uint32_t i = 0; i < count; i++) {
        answer.body[i] = *espalier_arena(offset + i);
    }
    answer.length = (uint16_t)count;
}

/* Answers that `step` steps are done, lets the host look at the arena, and returns when it says so. A new connection
 * ends the holding: the run goes on to its end first. */
static void hold(uint32_t step) {
    link_put16(answer.body, step);
    answer.length = 2;
    link_send(&answer);
    for (;;) {
        link_receive(&request);
        if (request.type == LINK_CONNECT) {
            holding = 0;
            pending = 1;
            return;
        }
        if (!is_next()) {
            continue;
        }
        start_answer();
        if (request.type == LINK_GO) {
            accept();
            return;
        }
        if (request.type == LINK_READ) {
            read_arena();
        } else {
            refuse(LINK_UNKNOWN, "a run is held");
        }
        link_send(&answer);
    }
}

/* Registers as an exception pushes them. */
typedef struct {
    uint32_t r0, r1, r2, r3, r12, lr, pc, xpsr;
} exception_frame;

/* Called by the exception vectors, on a fresh stack: tells the host and stops. */
void board_report_exception(const exception_frame *frame, uint32_t number);

void board_report_exception(const exception_frame *frame, uint32_t number) {
    static link_frame report;
    const volatile uint32_t *status = (const volatile uint32_t *)0xE000ED28; /* CFSR, HFSR, -, MMFAR, BFAR */
    uint32_t readable = (const uint8_t *)frame >= board_stack_bottom && (const uint8_t *)frame < board_stack_top;
    report.type = LINK_FAULT;
    report.length = 24;
    link_put32(report.body, number);
    link_put32(report.body + 4, status[0]);
    link_put32(report.body + 8, status[1]);
    link_put32(report.body + 12, (status[0] & 0x80) != 0 ? status[3] : status[4]);
    link_put32(report.body + 16, readable ? frame->pc : 0);
    link_put32(report.body + 20, readable ? frame->lr : 0);
    link_send(&report);
    for (;;) {
    }
}

int main(void);

int main(void) {
    board_init();
    for (;;) {
        if (!pending) {
            wait();
            link_receive(&request);
        }
        pending = 0;
        answer_request();
    }
}
