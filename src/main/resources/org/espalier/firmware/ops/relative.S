/* Products with the tables of relative positions, and scores and context with what they give; see relative.h and
 * tile.S. */
#if defined(__ARM_FEATURE_DSP) && !defined(ESPALIER_PORTABLE)

#include "steps.h"

/* offsets in the tiles */
        .equ    PLACED_ADD, 44
        .equ    PLACED_SUMS, 48         /* and the multipliers */

/* the frame's places that scores do not use otherwise */
        .equ    R_ADD, A_SCALES         /* what the next pair of keys has from its place */
/* two more for context */
        .equ    R_SUMS, 80              /* the next pair's sums of shares */
        .equ    R_SCALES, 84            /* and their multipliers */
        .equ    R_FRAME, 88

/* zeros where a pair starts */
        .macro  zero_sums group
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
        .endm

        .macro  products name, group, bytes
        function \name, A_FRAME
        ldm     r0, {r4-r8}                     /* tokens, columns, words, pairs, out */
        entry   r9, r6, .Lloop_\name, .Lend_\name, \bytes
        mov     r1, r5
        str     r4, [sp, #A_TOKENS]
        str     r9, [sp, #A_SUMS + 8 * \group]
        .if     \group == 4
        add     r4, r4, r6, lsl #4
        add     r9, r8, r7, lsl #5
        .elseif \group == 2
        add     r4, r4, r6, lsl #3
        add     r9, r8, r7, lsl #4
        .else
        add     r4, r4, r6, lsl #2
        add     r9, r8, r7, lsl #3
        .endif
        str     r4, [sp, #A_STOP]
        strd    r8, r9, [sp, #A_OUT]
        zero_sums \group
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
        ldrd    r0, r2, [sp, #A_OUT]
        .if     \group == 4
        stm     r0!, {r4-r11}
        .elseif \group == 2
        stm     r0!, {r4, r5, r8, r9}
        .else
        stm     r0!, {r4, r8}
        .endif
        str     r0, [sp, #A_OUT]
        cmp     r0, r2
        bne     .Lpair_\name
        leave   \name, A_FRAME
        .endm

        products espalier_products4, 4, 52
        products espalier_products2, 2, 32
        products espalier_products1, 1, 24

/* sums of one token, the odd one plain, to two bytes in the even one's register; r2 scale */
        .macro  bytes_placed even, odd
        smmulr  \even, \even, r2
        smmulr  \odd, \odd, r2
        ssat    \even, #8, \even
        ssat    \odd, #8, \odd
        bfi     \even, \odd, #8, #8
        .endm

        .macro  placed_scores name, group, bytes
        function \name, A_FRAME
        attention \name, \group, \bytes
        ldr     r2, [r0, #PLACED_ADD]
        ldr     r3, [r0, #SCORES_SCALE]
        str     r2, [sp, #R_ADD]
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
        ldr     r0, [sp, #R_ADD]
        sub     r8, r8, r4
        .if     \group == 4
        sub     r9, r9, r5
        sub     r10, r10, r6
        sub     r11, r11, r7
        ldm     r0!, {r2, r3, r12, lr}
        add     r4, r4, r2
        add     r5, r5, r3
        add     r6, r6, r12
        add     r7, r7, lr
        ldm     r0!, {r2, r3, r12, lr}
        add     r8, r2, r8, asr #8
        add     r9, r3, r9, asr #8
        add     r10, r12, r10, asr #8
        add     r11, lr, r11, asr #8
        .elseif \group == 2
        sub     r9, r9, r5
        ldm     r0!, {r2, r3, r12, lr}
        add     r4, r4, r2
        add     r5, r5, r3
        add     r8, r12, r8, asr #8
        add     r9, lr, r9, asr #8
        .else
        ldrd    r2, r3, [r0], #8
        add     r4, r4, r2
        add     r8, r3, r8, asr #8
        .endif
        str     r0, [sp, #R_ADD]
        ldrd    r0, r12, [sp, #A_OUT]
        ldrd    r2, lr, [sp, #A_SCALE]
        adds    r3, r0, #2
        bytes_placed r4, r8
        .if     \group > 1
        bytes_placed r5, r9
        .endif
        .if     \group > 2
        bytes_placed r6, r10
        bytes_placed r7, r11
        .endif
        str     r3, [sp, #A_OUT]
        store_pair \group, r0
        cmp     r3, r12
        bne     .Lpair_\name
        leave   \name, A_FRAME
        .endm

        placed_scores espalier_placed_scores4, 4, 48
        placed_scores espalier_placed_scores2, 2, 28
        placed_scores espalier_placed_scores1, 1, 20

/* the mean of one token's values and of their places; r12 sums of shares, r0 lr their multipliers, r2 r3 are lost */
        .macro  placed_mean even, odd, group, token
        ldr     r2, [sp, #A_FACTOR + 4 * \token]
        smmulr  \even, \even, r2
        smmulr  \odd, \odd, r2
        ldr     r2, [r12, #4 * \token]
        ldr     r3, [r12, #4 * (\group + \token)]
        smmlar  \even, r2, r0, \even
        smmlar  \odd, r3, lr, \odd
        .endm

        .macro  placed_context name, group, bytes
        function \name, R_FRAME
        attention \name, \group, \bytes
        ldrd    r2, r3, [r0, #CONTEXT_SCALES]   /* multipliers, zero point */
        ldrd    r4, r5, [r0, #PLACED_SUMS]
        str     r2, [sp, #A_SCALES]
        str     r3, [sp, #A_SCALE]
        strd    r4, r5, [sp, #R_SUMS]
        add     r0, r0, #CONTEXT_FACTOR
        add     r2, sp, #A_FACTOR
        ldm     r0, {r4-r7}
        stm     r2, {r4-r7}
        zero_sums \group
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
        ldrd    r12, r2, [sp, #R_SUMS]
        ldrd    r0, lr, [r2], #8
        str     r2, [sp, #R_SCALES]
        placed_mean r4, r8, \group, 0
        .if     \group > 1
        placed_mean r5, r9, \group, 1
        .endif
        .if     \group > 2
        placed_mean r6, r10, \group, 2
        placed_mean r7, r11, \group, 3
        .endif
        add     r12, r12, #8 * \group
        str     r12, [sp, #R_SUMS]
        ldr     r0, [sp, #A_SCALES]
        ldrd    r12, lr, [sp, #A_SCALE]         /* zero point, stride */
        ldrd    r2, r3, [r0], #8
        str     r0, [sp, #A_SCALES]
        bytes_plain r4, r8
        .if     \group > 1
        bytes_plain r5, r9
        .endif
        .if     \group > 2
        bytes_plain r6, r10
        bytes_plain r7, r11
        .endif
        ldrd    r0, r2, [sp, #A_OUT]
        adds    r3, r0, #2
        str     r3, [sp, #A_OUT]
        store_pair \group, r0
        cmp     r3, r2
        bne     .Lpair_\name
        leave   \name, R_FRAME
        .endm

        placed_context espalier_placed_context4, 4, 52
        placed_context espalier_placed_context2, 2, 32
        placed_context espalier_placed_context1, 1, 24

/* r0 four numbers, r1 x, r2 y, r3 groups */
        .section .text.espalier_add4, "ax", %progbits
        .balign 8
        .global espalier_add4
        .type   espalier_add4, %function
        .thumb_func
espalier_add4:
        push    {r4-r11, lr}
        ldm     r0, {r4-r7}
1:      ldm     r1!, {r8-r11}
        add     r8, r8, r4
        add     r9, r9, r5
        add     r10, r10, r6
        add     r11, r11, r7
        stm     r2!, {r8-r11}
        subs    r3, r3, #1
        bne     1b
        pop     {r4-r11, pc}
        .size   espalier_add4, . - espalier_add4

#endif
