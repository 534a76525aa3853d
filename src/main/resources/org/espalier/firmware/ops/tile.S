/* The inner loop of every matrix product for cores with the DSP extension (Cortex-M4, M7, M33); see tile.h.
 *
 * Per word of columns (two inputs, two columns) and group of four tokens: one load of columns, two double loads of
 * tokens, one extension, eight SMLAD: 12 instructions for 16 multiply-accumulates. The loop is unrolled 12 times and
 * entered in the middle for what 12 does not divide.
 *
 * Registers in the loop: r0 tokens, r1 columns, r2 r3 token words, r4-r7 even sums, r8-r11 raw sums,
 * r12 even columns, lr both columns.
 */
#if defined(__ARM_FEATURE_DSP) && !defined(ESPALIER_PORTABLE)

        .syntax unified
        .thumb

/* offsets in espalier_pair */
        .equ    PAIR_SCALE, 8
        .equ    PAIR_BYTES, 16
/* offsets in the tiles */
        .equ    TILE_TOKENS, 0
        .equ    TILE_COLUMNS, 4
        .equ    TILE_WORDS, 8
        .equ    TILE_COUNT, 12          /* groups, or pairs */
        .equ    TILE_OUT, 16
        .equ    TILE_STRIDE, 20
        .equ    TILE_OUTPUTS, 24
        .equ    TILE_ZERO, 28
        .equ    SCORES_SCALE, 24
        .equ    SCORES_START, 28
        .equ    CONTEXT_SCALES, 24
        .equ    CONTEXT_FACTOR, 32
/* the frame */
        .equ    ENTRY, 0                /* where the loop is entered */
        .equ    STOP, 4                 /* the end of this pair's columns */
        .equ    PAIR, 8                 /* this pair */
        .equ    OUT, 12                 /* the next token's outputs */
        .equ    BASE, 16                /* this pair's column of the first token */
        .equ    LAST, 20                /* the largest value of BASE */
        .equ    SCALES, 20              /* the next pair's multipliers */
        .equ    GROUPS, 24              /* groups still to do */
        .equ    PAIRS, 28               /* pairs still to do */
        .equ    TILE, 32                /* the argument */
        .equ    FRAME, 36

/* r12 and lr from a word of columns: even (or even and biased) columns and the joined word, or even and odd columns */
        .macro  joined
        sxtb16  r12, lr
        .endm

        .macro  biased
        uxtb16  r12, lr
        .endm

        .macro  plain
        sxtb16  r12, lr
        sxtb16  lr, lr, ror #8
        .endm

        .macro  step4 split
        ldr     lr, [r1], #4
        ldrd    r2, r3, [r0], #8
        \split
        smlad   r4, r2, r12, r4
        smlad   r8, r2, lr, r8
        smlad   r5, r3, r12, r5
        smlad   r9, r3, lr, r9
        ldrd    r2, r3, [r0], #8
        smlad   r6, r2, r12, r6
        smlad   r10, r2, lr, r10
        smlad   r7, r3, r12, r7
        smlad   r11, r3, lr, r11
        .endm

        .macro  step2 split
        ldr     lr, [r1], #4
        ldrd    r2, r3, [r0], #8
        \split
        smlad   r4, r2, r12, r4
        smlad   r8, r2, lr, r8
        smlad   r5, r3, r12, r5
        smlad   r9, r3, lr, r9
        .endm

        .macro  step1 split
        ldr     lr, [r1], #4
        ldr     r2, [r0], #4
        \split
        smlad   r4, r2, r12, r4
        smlad   r8, r2, lr, r8
        .endm

/* r2 = where to enter a loop of 12 steps of `bytes` bytes that ends at `end`; r0 is the tile */
        .macro  entry start, end, bytes
        ldr     r1, [r0, #TILE_WORDS]
        movs    r3, #12
        udiv    r2, r1, r3
        mls     r1, r2, r3, r1
        ldr     r2, =\start
        cbz     r1, 0f
        movs    r3, #\bytes
        ldr     r2, =\end
        mls     r2, r1, r3, r2
0:      orr     r2, r2, #1
        .endm

/* outputs of one token: sums to bytes at r1, r1 to the next token; r2 r3 scales, r12 zero point, lr stride */
        .macro  store_plain even, odd
        smmlar  \even, \even, r2, r12
        smmlar  \odd, \odd, r3, r12
        ssat    \even, #8, \even
        ssat    \odd, #8, \odd
        strb    \even, [r1]
        strb    \odd, [r1, #1]
        add     r1, r1, lr
        .endm

        .macro  store_joined even, raw
        sub     \raw, \raw, \even
        asr     \raw, \raw, #8
        store_plain \even, \raw
        .endm

/* the same with one scale, r2, and zero point 0 */
        .macro  store_score even, raw
        sub     \raw, \raw, \even
        smmulr  \even, \even, r2
        asr     \raw, \raw, #8
        ssat    \even, #8, \even
        smmulr  \raw, \raw, r2
        strb    \even, [r1]
        ssat    \raw, #8, \raw
        strb    \raw, [r1, #1]
        add     r1, r1, lr
        .endm

/* the same as store_plain after the row's factor, r0 */
        .macro  store_context even, odd
        smmulr  \even, \even, r0
        smmulr  \odd, \odd, r0
        store_plain \even, \odd
        .endm

        .macro  weights name, group, bytes, split
        .section .text.\name, "ax", %progbits
        .balign 8
        .global \name
        .type   \name, %function
        .thumb_func
\name:
        push    {r4-r11, lr}
        sub     sp, sp, #FRAME
        str     r0, [sp, #TILE]
        entry   .Lloop_\name, .Lend_\name, \bytes
        str     r2, [sp, #ENTRY]
        ldr     r2, [r0, #TILE_OUT]
        ldr     r3, [r0, #TILE_OUTPUTS]
        str     r2, [sp, #BASE]
        add     r2, r2, r3
        subs    r2, r2, #2
        str     r2, [sp, #LAST]
        adds    r3, r3, #1
        lsrs    r3, r3, #1
        str     r3, [sp, #PAIRS]
        ldr     r1, [r0, #TILE_COLUMNS]
.Lpair_\name:                           /* r1 this pair */
        str     r1, [sp, #PAIR]
        ldr     r0, [sp, #TILE]
        ldr     r2, [r0, #TILE_WORDS]
        add     r2, r1, r2, lsl #2
        adds    r2, r2, #PAIR_BYTES
        str     r2, [sp, #STOP]
        ldr     r2, [r0, #TILE_COUNT]
        str     r2, [sp, #GROUPS]
        ldr     r2, [sp, #BASE]
        str     r2, [sp, #OUT]
        ldr     r0, [r0, #TILE_TOKENS]
.Lgroup_\name:
        ldr     r1, [sp, #PAIR]
        ldr     r2, [sp, #ENTRY]
        ldrd    r4, r8, [r1], #PAIR_BYTES
        .if     \group > 1
        mov     r5, r4
        mov     r9, r8
        .endif
        .if     \group > 2
        mov     r6, r4
        mov     r7, r4
        mov     r10, r8
        mov     r11, r8
        .endif
        bx      r2
        .balign 8
.Lloop_\name:
        .rept   12
        step\group \split
        .endr
.Lend_\name:
        ldr     r2, [sp, #STOP]
        cmp     r1, r2
        bne     .Lloop_\name
        ldr     r1, [sp, #PAIR]
        ldr     lr, [sp, #TILE]
        ldrd    r2, r3, [r1, #PAIR_SCALE]
        ldr     r12, [lr, #TILE_ZERO]
        ldr     r1, [sp, #OUT]
        ldr     lr, [lr, #TILE_STRIDE]
        store_\split r4, r8
        .if     \group > 1
        store_\split r5, r9
        .endif
        .if     \group > 2
        store_\split r6, r10
        store_\split r7, r11
        .endif
        ldr     r2, [sp, #GROUPS]
        str     r1, [sp, #OUT]
        subs    r2, r2, #1
        str     r2, [sp, #GROUPS]
        bne     .Lgroup_\name
        ldr     r2, [sp, #BASE]
        ldr     r3, [sp, #LAST]
        adds    r2, r2, #2
        cmp     r2, r3
        it      hi
        movhi   r2, r3
        str     r2, [sp, #BASE]
        ldr     r2, [sp, #PAIRS]
        ldr     r1, [sp, #STOP]
        subs    r2, r2, #1
        str     r2, [sp, #PAIRS]
        bne     .Lpair_\name
        add     sp, sp, #FRAME
        pop     {r4-r11, pc}
        .ltorg
        .size   \name, . - \name
        .endm

        weights espalier_weights4, 4, 48, joined
        weights espalier_weights2, 2, 28, joined
        weights espalier_weights1, 1, 20, joined
        weights espalier_wide4, 4, 52, plain
        weights espalier_wide2, 2, 32, plain
        weights espalier_wide1, 1, 24, plain

        .macro  begin name
        .section .text.\name, "ax", %progbits
        .balign 8
        .global \name
        .type   \name, %function
        .thumb_func
\name:
        push    {r4-r11, lr}
        sub     sp, sp, #FRAME
        str     r0, [sp, #TILE]
        .endm

/* counters and the first pair; r0 tile, r2 entry; leaves r1 this pair */
        .macro  first
        str     r2, [sp, #ENTRY]
        ldr     r2, [r0, #TILE_OUT]
        str     r2, [sp, #OUT]
        ldr     r2, [r0, #TILE_COUNT]
        str     r2, [sp, #PAIRS]
        ldr     r1, [r0, #TILE_COLUMNS]
        .endm

/* ends a pair; leaves r1 the next one */
        .macro  next again, name
        ldr     r2, [sp, #PAIRS]
        ldr     r1, [sp, #STOP]
        subs    r2, r2, #1
        str     r2, [sp, #PAIRS]
        bne     \again
        add     sp, sp, #FRAME
        pop     {r4-r11, pc}
        .ltorg
        .size   \name, . - \name
        .endm

        begin   espalier_scores4
        entry   .Lloop_scores, .Lend_scores, 48
        first
.Lpair_scores:
        ldr     r0, [sp, #TILE]
        ldr     lr, [sp, #ENTRY]
        ldr     r2, [r0, #TILE_WORDS]
        add     r3, r0, #SCORES_START
        add     r2, r1, r2, lsl #2
        ldr     r0, [r0, #TILE_TOKENS]
        str     r2, [sp, #STOP]
        ldm     r3, {r4-r7}
        mov     r8, r4
        mov     r9, r5
        mov     r10, r6
        mov     r11, r7
        bx      lr
        .balign 8
.Lloop_scores:
        .rept   12
        step4   biased
        .endr
.Lend_scores:
        ldr     r2, [sp, #STOP]
        cmp     r1, r2
        bne     .Lloop_scores
        ldr     lr, [sp, #TILE]
        ldr     r1, [sp, #OUT]
        ldr     r2, [lr, #SCORES_SCALE]
        ldr     lr, [lr, #TILE_STRIDE]
        adds    r3, r1, #2
        str     r3, [sp, #OUT]
        store_score r4, r8
        store_score r5, r9
        store_score r6, r10
        store_score r7, r11
        next    .Lpair_scores, espalier_scores4

        begin   espalier_context4
        entry   .Lloop_context, .Lend_context, 52
        ldr     r1, [r0, #CONTEXT_SCALES]
        str     r1, [sp, #SCALES]
        first
.Lpair_context:
        ldr     r0, [sp, #TILE]
        ldr     lr, [sp, #ENTRY]
        ldr     r2, [r0, #TILE_WORDS]
        movs    r4, #0
        add     r2, r1, r2, lsl #2
        ldr     r0, [r0, #TILE_TOKENS]
        str     r2, [sp, #STOP]
        movs    r5, #0
        movs    r6, #0
        movs    r7, #0
        mov     r8, r4
        mov     r9, r4
        mov     r10, r4
        mov     r11, r4
        bx      lr
        .balign 8
.Lloop_context:
        .rept   12
        step4   plain
        .endr
.Lend_context:
        ldr     r2, [sp, #STOP]
        cmp     r1, r2
        bne     .Lloop_context
        ldr     r0, [sp, #SCALES]
        ldr     r1, [sp, #OUT]
        ldrd    r2, r3, [r0], #8
        str     r0, [sp, #SCALES]
        adds    r0, r1, #2
        str     r0, [sp, #OUT]
        ldr     r0, [sp, #TILE]
        ldr     r12, [r0, #TILE_ZERO]
        ldr     lr, [r0, #TILE_STRIDE]
        ldr     r0, [r0, #CONTEXT_FACTOR]
        store_context r4, r8
        ldr     r0, [sp, #TILE]
        ldr     r0, [r0, #CONTEXT_FACTOR + 4]
        store_context r5, r9
        ldr     r0, [sp, #TILE]
        ldr     r0, [r0, #CONTEXT_FACTOR + 8]
        store_context r6, r10
        ldr     r0, [sp, #TILE]
        ldr     r0, [r0, #CONTEXT_FACTOR + 12]
        store_context r7, r11
        next    .Lpair_context, espalier_context4

#endif
