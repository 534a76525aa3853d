/* The inner loop of every matrix product for cores with the DSP extension (Cortex-M4, M7, M33); see tile.h.
 *
 * Per word of columns (two inputs, two columns) and group of four tokens: one load of columns, two double loads of
 * tokens, one extension, eight SMLAD: 12 instructions for 16 multiply-accumulates. The loop is unrolled 16 times and
 * entered in the middle for what 16 does not divide. steps.h has the steps.
 */
#if defined(__ARM_FEATURE_DSP) && !defined(ESPALIER_PORTABLE)

#include "steps.h"

/* frame of the weights' functions: what a group starts with (W_COLUMNS, W_ENTRY, sums), what it ends with (W_OUT to
 * W_STRIDE), the rest */
        .equ    W_COLUMNS, 0            /* this pair's first word */
        .equ    W_ENTRY, 4              /* where the loop is entered */
        .equ    W_SUMS, 8
        .equ    W_OUT, 40               /* the next group's outputs */
        .equ    W_SCALES, 44            /* even, odd */
        .equ    W_ZERO, 52
        .equ    W_EXIT, 56              /* where a group's outputs are written: as bytes or as halfwords */
        .equ    W_STRIDE, 60
        .equ    W_TOKENS_END, 64
        .equ    W_TOKENS, 68
        .equ    W_BASE, 72              /* this pair's column of the first token */
        .equ    W_LAST, 76              /* the largest value of W_BASE */
        .equ    W_BYTES, 80             /* of a pair's columns */
        .equ    W_END, 84               /* of all pairs */
        .equ    W_STOP, 88              /* the end of this pair's columns */
        .equ    W_FRAME, 92

        .macro  weights name, group, bytes, split
        function \name, W_FRAME
        ldm     r0, {r1, r4, r5, r6}            /* tokens, pairs, words, groups */
        str     r1, [sp, #W_TOKENS]
        lsls    r2, r5, #2
        str     r2, [sp, #W_BYTES]
        adds    r2, r2, #PAIR_BYTES
        entry   r7, r5, .Lloop_\name, .Lend_\name, \bytes
        str     r7, [sp, #W_ENTRY]
        mul     r6, r6, r5
        .if     \group == 4
        add     r1, r1, r6, lsl #4
        .elseif \group == 2
        add     r1, r1, r6, lsl #3
        .else
        add     r1, r1, r6, lsl #2
        .endif
        str     r1, [sp, #W_TOKENS_END]
        ldrd    r5, r6, [r0, #TILE_OUT]         /* out, stride */
        str     r6, [sp, #W_STRIDE]
        str     r5, [sp, #W_BASE]
        ldrd    r6, r7, [r0, #TILE_OUTPUTS]     /* outputs, zero point */
        ldr     r8, [r0, #TILE_BYTES]
        str     r7, [sp, #W_ZERO]
        mla     r5, r6, r8, r5
        sub     r5, r5, r8, lsl #1
        str     r5, [sp, #W_LAST]
        cmp     r8, #1
        ldr     r7, =.Lbytes_\name + 1
        it      ne
        ldrne   r7, =.Lhalves_\name + 1
        str     r7, [sp, #W_EXIT]
        adds    r6, r6, #1
        lsrs    r6, r6, #1
        mla     r6, r6, r2, r4
        str     r6, [sp, #W_END]
        mov     r1, r4
.Lpair_\name:                           /* r1 this pair */
        ldrd    r4, r8, [r1], #PAIR_BYTES
        ldr     r3, [sp, #W_BYTES]
        ldrd    r5, r6, [r1, #8 - PAIR_BYTES]
        ldr     r0, [sp, #W_TOKENS]
        add     r3, r3, r1
        ldr     r2, [sp, #W_BASE]
        str     r1, [sp, #W_COLUMNS]
        str     r3, [sp, #W_STOP]
        str     r2, [sp, #W_OUT]
        strd    r5, r6, [sp, #W_SCALES]
        spread  \group
        add     r3, sp, #W_SUMS
        ldr     r2, [sp, #W_ENTRY]
        store_sums \group, r3
        bx      r2
.Lhalves_\name:                         /* the outputs are int16 */
        halves_\split r4, r8
        str     r4, [r1]
        .if     \group > 1
        halves_\split r5, r9
        str     r5, [r1, lr]
        .endif
        .if     \group > 2
        add     r1, r1, lr, lsl #1
        halves_\split r6, r10
        halves_\split r7, r11
        str     r6, [r1]
        str     r7, [r1, lr]
        .endif
        .if     \group > 1
        add     r1, r1, lr, lsl #1
        .else
        add     r1, r1, lr
        .endif
        ldr     r2, [sp, #W_TOKENS_END]
        str     r1, [sp, #W_OUT]
        cmp     r0, r2
        bne     .Lgroup_\name
        ldrd    r2, r3, [sp, #W_BASE]           /* and the last */
        adds    r2, r2, #4
        b       .Lnext_\name
.Lgroup_\name:
        .if     \group == 4
        ldm     sp, {r1, r2, r4-r11}
        .elseif \group == 2
        ldm     sp, {r1, r2, r4, r5, r8, r9}
        .else
        ldm     sp, {r1, r2, r4, r8}
        .endif
        bx      r2
        .balign 8
.Lloop_\name:
        .rept   UNROLL
        step\group \split
        .endr
.Lend_\name:
        ldr     r2, [sp, #W_STOP]
        cmp     r1, r2
        bne     .Lloop_\name
        ldr     lr, [sp, #W_STRIDE]
        add     r1, sp, #W_OUT
        ldm     r1, {r1, r2, r3, r12, pc}       /* outputs, scales, zero point, exit */
.Lbytes_\name:
        bytes_\split r4, r8
        .if     \group > 1
        bytes_\split r5, r9
        strh    r4, [r1]
        strh    r5, [r1, lr]
        add     r1, r1, lr, lsl #1
        .else
        strh    r4, [r1]
        add     r1, r1, lr
        .endif
        .if     \group > 2
        bytes_\split r6, r10
        bytes_\split r7, r11
        strh    r6, [r1]
        strh    r7, [r1, lr]
        add     r1, r1, lr, lsl #1
        .endif
        ldr     r2, [sp, #W_TOKENS_END]
        str     r1, [sp, #W_OUT]
        cmp     r0, r2
        bne     .Lgroup_\name
        ldrd    r2, r3, [sp, #W_BASE]           /* and the last */
        adds    r2, r2, #2
.Lnext_\name:
        ldr     r1, [sp, #W_STOP]
        cmp     r2, r3
        it      hi
        movhi   r2, r3
        ldr     r3, [sp, #W_END]
        str     r2, [sp, #W_BASE]
        cmp     r1, r3
        bne     .Lpair_\name
        leave   \name, W_FRAME
        .endm

        weights espalier_weights4, 4, 48, joined
        weights espalier_weights2, 2, 28, joined
        weights espalier_weights1, 1, 20, joined
        weights espalier_wide4, 4, 52, plain
        weights espalier_wide2, 2, 32, plain
        weights espalier_wide1, 1, 24, plain

        .macro  scores name, group, bytes
        function \name, A_FRAME
        attention \name, \group, \bytes
        ldr     r3, [r0, #SCORES_SCALE]
        add     r2, r0, #SCORES_START
        str     r3, [sp, #A_SCALE]
        .if     \group == 4
        ldm     r2, {r4-r7}
        mov     r10, r6
        mov     r11, r7
        .elseif \group == 2
        ldm     r2, {r4, r5}
        .else
        ldr     r4, [r2]
        .endif
        mov     r8, r4
        mov     r9, r5
        add     r2, sp, #A_SUMS
        store_sums \group, r2
.Lpair_\name:
        start_pair \group
        .balign 8
.Lloop_\name:
        .rept   UNROLL
        step\group biased
        .endr
.Lend_\name:
        ldr     r2, [sp, #A_STOP]
        cmp     r0, r2
        bne     .Lloop_\name
        ldrd    r0, r12, [sp, #A_OUT]
        ldrd    r2, lr, [sp, #A_SCALE]
        adds    r3, r0, #2
        bytes_score r4, r8
        .if     \group > 1
        bytes_score r5, r9
        .endif
        .if     \group > 2
        bytes_score r6, r10
        bytes_score r7, r11
        .endif
        str     r3, [sp, #A_OUT]
        store_pair \group, r0
        cmp     r3, r12
        bne     .Lpair_\name
        leave   \name, A_FRAME
        .endm

        scores  espalier_scores4, 4, 48
        scores  espalier_scores2, 2, 28
        scores  espalier_scores1, 1, 20

        .macro  context name, group, bytes
        function \name, A_FRAME
        attention \name, \group, \bytes
        ldrd    r2, r3, [r0, #CONTEXT_SCALES]   /* multipliers, zero point */
        str     r2, [sp, #A_SCALES]
        str     r3, [sp, #A_SCALE]
        add     r0, r0, #CONTEXT_FACTOR
        add     r2, sp, #A_FACTOR
        ldm     r0, {r4-r7}
        stm     r2, {r4-r7}
        movs    r4, #0
        movs    r5, #0
        movs    r6, #0
        movs    r7, #0
        mov     r8, r4
        mov     r9, r4
        mov     r10, r4
        mov     r11, r4
        add     r2, sp, #A_SUMS
        store_sums \group, r2
.Lpair_\name:
        start_pair \group
        .balign 8
.Lloop_\name:
        .rept   UNROLL
        step\group plain
        .endr
.Lend_\name:
        ldr     r2, [sp, #A_STOP]
        cmp     r0, r2
        bne     .Lloop_\name
        ldr     r0, [sp, #A_SCALES]
        ldrd    r12, lr, [sp, #A_SCALE]         /* zero point, stride */
        ldrd    r2, r3, [r0], #8
        str     r0, [sp, #A_SCALES]
        bytes_context r4, r8, A_FACTOR
        .if     \group > 1
        bytes_context r5, r9, A_FACTOR + 4
        .endif
        .if     \group > 2
        bytes_context r6, r10, A_FACTOR + 8
        bytes_context r7, r11, A_FACTOR + 12
        .endif
        ldrd    r0, r2, [sp, #A_OUT]
        adds    r3, r0, #2
        str     r3, [sp, #A_OUT]
        store_pair \group, r0
        cmp     r3, r2
        bne     .Lpair_\name
        leave   \name, A_FRAME
        .endm

        context espalier_context4, 4, 52
        context espalier_context2, 2, 32
        context espalier_context1, 1, 24

#endif
