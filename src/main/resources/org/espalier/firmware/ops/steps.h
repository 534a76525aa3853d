/* What the inner loops of matrix products are made of (tile.S, relative.S): assembly for cores with the DSP extension.
 *
 * Registers in the loop: r0 tokens, r1 columns, r2 r3 token words, r4-r7 even sums, r8-r11 raw sums,
 * r12 even columns, lr both columns. All else is in the frame, ordered so that what is needed together is loaded
 * together. */
        .syntax unified
        .thumb

        .equ    UNROLL, 16
/* offsets in espalier_pair */
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
        .equ    TILE_BYTES, 32
        .equ    SCORES_SCALE, 24
        .equ    SCORES_START, 28
        .equ    CONTEXT_SCALES, 24
        .equ    CONTEXT_FACTOR, 32

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

/* \to = where to enter a loop of UNROLL steps of `bytes` bytes that ends at `end`, for \words words; r3 is lost */
        .macro  entry to, words, start, end, bytes
        ldr     \to, =\start
        ands    r3, \words, #UNROLL - 1
        beq     0f
        mov     r12, #\bytes
        ldr     \to, =\end
        mls     \to, r3, r12, \to
0:      orr     \to, \to, #1
        .endm

/* the same sums in every token of the group: from the first token's, r4 and r8 */
        .macro  spread group
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
        .endm

/* stores the group's sums at \at */
        .macro  store_sums group, at
        .if     \group == 4
        stm     \at, {r4-r11}
        .elseif \group == 2
        stm     \at, {r4, r5, r8, r9}
        .else
        stm     \at, {r4, r8}
        .endif
        .endm

/* sums of one token to two bytes in the even one's register; r2 r3 scales, r12 zero point */
        .macro  bytes_plain even, odd
        smmlar  \even, \even, r2, r12
        smmlar  \odd, \odd, r3, r12
        ssat    \even, #8, \even
        ssat    \odd, #8, \odd
        bfi     \even, \odd, #8, #8
        .endm

        .macro  bytes_joined even, raw
        sub     \raw, \raw, \even
        smmlar  \even, \even, r2, r12
        asr     \raw, \raw, #8
        smmlar  \raw, \raw, r3, r12
        ssat    \even, #8, \even
        ssat    \raw, #8, \raw
        bfi     \even, \raw, #8, #8
        .endm

/* sums of one token to two halfwords in the even one's register, as above */
        .macro  halves_plain even, odd
        smmlar  \even, \even, r2, r12
        smmlar  \odd, \odd, r3, r12
        ssat    \even, #16, \even
        ssat    \odd, #16, \odd
        pkhbt   \even, \even, \odd, lsl #16
        .endm

        .macro  halves_joined even, raw
        sub     \raw, \raw, \even
        asr     \raw, \raw, #8
        halves_plain \even, \raw
        .endm

/* bytes_joined with one scale, r2, and zero point 0 */
        .macro  bytes_score even, raw
        sub     \raw, \raw, \even
        smmulr  \even, \even, r2
        asr     \raw, \raw, #8
        smmulr  \raw, \raw, r2
        ssat    \even, #8, \even
        ssat    \raw, #8, \raw
        bfi     \even, \raw, #8, #8
        .endm

/* the same as bytes_plain after the row's factor */
        .macro  bytes_context even, odd, factor
        ldr     r0, [sp, #\factor]
        smmulr  \even, \even, r0
        smmulr  \odd, \odd, r0
        bytes_plain \even, \odd
        .endm

        .macro  function name, frame
        .section .text.\name, "ax", %progbits
        .balign 8
        .global \name
        .type   \name, %function
        .thumb_func
\name:
        push    {r4-r11, lr}
        sub     sp, sp, #\frame
        .endm

        .macro  leave name, frame
        add     sp, sp, #\frame
        pop     {r4-r11, pc}
        .ltorg
        .size   \name, . - \name
        .endm

/* frame of scores and context: what a pair starts with (A_TOKENS to A_ENTRY, the unused sums left out), the rest */
        .equ    A_TOKENS, 0
        .equ    A_SUMS, 4
        .equ    A_STOP, 40              /* the end of the tokens */
        .equ    A_OUT, 44               /* the next pair's outputs */
        .equ    A_END, 48               /* where they end */
        .equ    A_SCALE, 52             /* scores: the multiplier; context: the zero point */
        .equ    A_STRIDE, 56
        .equ    A_SCALES, 60            /* the next pair's multipliers */
        .equ    A_FACTOR, 64            /* one for each token */
        .equ    A_FRAME, 84

/* lays the frame down but for sums and scales; r0 tile; leaves r1 the first pair, r0 as it is */
        .macro  attention name, group, bytes
        ldm     r0, {r4, r5, r6, r7}            /* tokens, columns, words, pairs */
        entry   r8, r6, .Lloop_\name, .Lend_\name, \bytes
        str     r4, [sp, #A_TOKENS]
        str     r8, [sp, #A_SUMS + 8 * \group]
        .if     \group == 4
        add     r4, r4, r6, lsl #4
        .elseif \group == 2
        add     r4, r4, r6, lsl #3
        .else
        add     r4, r4, r6, lsl #2
        .endif
        str     r4, [sp, #A_STOP]
        ldrd    r4, r6, [r0, #TILE_OUT]         /* out, stride */
        add     r7, r4, r7, lsl #1
        strd    r4, r7, [sp, #A_OUT]
        str     r6, [sp, #A_STRIDE]
        mov     r1, r5
        .endm

        .macro  start_pair group
        .if     \group == 4
        ldm     sp, {r0, r4-r11, lr}
        .elseif \group == 2
        ldm     sp, {r0, r4, r5, r8, r9, lr}
        .else
        ldm     sp, {r0, r4, r8, lr}
        .endif
        bx      lr
        .endm

/* r4-r7 are halfwords of the group's tokens: stored at \at, lr bytes apart */
        .macro  store_pair group, at
        strh    r4, [\at]
        .if     \group > 1
        strh    r5, [\at, lr]
        .endif
        .if     \group > 2
        add     \at, \at, lr, lsl #1
        strh    r6, [\at]
        strh    r7, [\at, lr]
        .endif
        .endm
