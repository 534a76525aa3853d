/* Layer norm, sums and tables, four columns at a time, for cores with the DSP extension; see rows.h. */
#if defined(__ARM_FEATURE_DSP) && !defined(ESPALIER_PORTABLE)

        .syntax unified
        .thumb

        .macro  function name
        .section .text.\name, "ax", %progbits
        .balign 8
        .global \name
        .type   \name, %function
        .thumb_func
\name:
        .endm

/* v of four columns as halfwords in \v01 and \v23, offsets there before; \x their bytes, \u01 \u23 factors, all lost */
        .macro  scaled v01, v23, x, u01, u23, even, odd
        sxtb16  \even, \x
        sxtb16  \odd, \x, ror #8
        smulbb  \x, \u01, \even
        smultb  \u01, \u01, \odd
        pkhbt   \x, \x, \u01, lsl #16
        smulbt  \u01, \u23, \even
        smultt  \u23, \u23, \odd
        sadd16  \v01, \x, \v01
        pkhbt   \u01, \u01, \u23, lsl #16
        sadd16  \v23, \u01, \v23
        .endm

/* r0 constants, r1 x, r2 groups, r3 moments */
        function espalier_norm_sums
        push    {r3-r11, lr}
        movs    r4, #0                  /* r4 r5 sum of squares, r6 sum */
        movs    r5, #0
        movs    r6, #0
        mov     r3, #0x00010001
        cbz     r2, 2f
1:      ldm     r0, {r7-r10}
        ldr     r11, [r1], #4
        adds    r0, r0, #48
        scaled  r9, r10, r11, r7, r8, r12, lr
        smlad   r6, r9, r3, r6
        smlald  r4, r5, r9, r9
        smlad   r6, r10, r3, r6
        smlald  r4, r5, r10, r10
        subs    r2, r2, #1
        bne     1b
2:      pop     {r3}
        stm     r3, {r4-r6}
        pop     {r4-r11, pc}
        .size   espalier_norm_sums, . - espalier_norm_sums

/* r0 constants, r1 x, r2 y, r3 groups, on the stack the row */
        function espalier_norm_apply
        push    {r4-r11, lr}
        ldr     r12, [sp, #36]
        ldm     r12, {r4-r6}            /* columns, minus, factor */
        sub     r3, r3, #1
        orr     r4, r4, r3, lsl #16     /* columns below, groups above */
1:      ldm     r0!, {r7-r10}
        ldr     r11, [r1], #4
        scaled  r9, r10, r11, r7, r8, r12, lr
        smlabb  r7, r4, r9, r5
        smlabt  r8, r4, r9, r5
        smlabb  r9, r4, r10, r5
        smlabt  r10, r4, r10, r5
        ldm     r0!, {r3, r11, r12, lr} /* gains and shifts of two */
        smmulr  r7, r7, r6
        smmulr  r8, r8, r6
        smmulr  r9, r9, r6
        smmulr  r10, r10, r6
        mla     r7, r7, r3, r12
        mla     r8, r8, r11, lr
        ldm     r0!, {r3, r11, r12, lr}
        ssat    r7, #8, r7, asr #20
        ssat    r8, #8, r8, asr #20
        mla     r9, r9, r3, r12
        mla     r10, r10, r11, lr
        bfi     r7, r8, #8, #8
        ssat    r9, #8, r9, asr #20
        ssat    r10, #8, r10, asr #20
        bfi     r9, r10, #8, #8
        pkhbt   r7, r7, r9, lsl #16
        str     r7, [r2], #4
        subs    r4, r4, #0x10000
        bpl     1b
        pop     {r4-r11, pc}
        .size   espalier_norm_apply, . - espalier_norm_apply

/* r0 x, r1 groups, r2 moments */
        function espalier_norm16_sums
        push    {r4-r7, lr}
        movs    r4, #0                  /* r4 r5 sum of squares, r6 sum */
        movs    r5, #0
        movs    r6, #0
        mov     r3, #0x00010001
        cbz     r1, 2f
1:      ldr     r7, [r0], #4
        ldr     r12, [r0], #4
        smlad   r6, r7, r3, r6
        smlald  r4, r5, r7, r7
        smlad   r6, r12, r3, r6
        smlald  r4, r5, r12, r12
        subs    r1, r1, #1
        bne     1b
2:      stm     r2, {r4-r6}
        pop     {r4-r7, pc}
        .size   espalier_norm16_sums, . - espalier_norm16_sums

/* r0 constants, r1 x, r2 y, r3 groups, on the stack the row */
        function espalier_norm16_apply
        push    {r4-r11, lr}
        ldr     r12, [sp, #36]
        ldm     r12, {r4-r6}            /* columns, minus, factor */
        sub     r3, r3, #1
        orr     r4, r4, r3, lsl #16     /* columns below, groups above */
1:      ldr     r9, [r1], #4
        ldr     r10, [r1], #4
        ldm     r0!, {r3, r11, r12, lr} /* gains and shifts of two */
        smlabb  r7, r4, r9, r5
        smlabt  r8, r4, r9, r5
        smlabb  r9, r4, r10, r5
        smlabt  r10, r4, r10, r5
        smmulr  r7, r7, r6
        smmulr  r8, r8, r6
        smmulr  r9, r9, r6
        smmulr  r10, r10, r6
        mla     r7, r7, r3, r12
        mla     r8, r8, r11, lr
        ldm     r0!, {r3, r11, r12, lr}
        ssat    r7, #8, r7, asr #20
        ssat    r8, #8, r8, asr #20
        mla     r9, r9, r3, r12
        mla     r10, r10, r11, lr
        bfi     r7, r8, #8, #8
        ssat    r9, #8, r9, asr #20
        ssat    r10, #8, r10, asr #20
        bfi     r9, r10, #8, #8
        pkhbt   r7, r7, r9, lsl #16
        str     r7, [r2], #4
        subs    r4, r4, #0x10000
        bpl     1b
        pop     {r4-r11, pc}
        .size   espalier_norm16_apply, . - espalier_norm16_apply

/* r0 left, r1 right, r2 y, r3 groups; single loads, for rows may stand at odd multiples of 2 */
        function espalier_sum16_groups
        push    {r4-r6, lr}
1:      ldr     r4, [r0], #4
        ldr     r5, [r0], #4
        ldr     r6, [r1], #4
        ldr     r12, [r1], #4
        qadd16  r4, r4, r6
        qadd16  r5, r5, r12
        str     r4, [r2], #4
        str     r5, [r2], #4
        subs    r3, r3, #1
        bne     1b
        pop     {r4-r6, pc}
        .size   espalier_sum16_groups, . - espalier_sum16_groups

/* r0 constants, r1 left, r2 right, r3 y, on the stack groups */
        function espalier_mix_groups
        push    {r4-r11, lr}
        ldr     r12, [sp, #36]
1:      ldr     lr, [r1], #4
        ldm     r0!, {r4-r9}            /* k, a */
        sxtb16  r10, lr
        sxtb16  lr, lr, ror #8
        smlabb  r4, r8, r10, r4
        smlatb  r5, r8, lr, r5
        smlabt  r6, r9, r10, r6
        smlatt  r7, r9, lr, r7
        ldr     lr, [r2], #4
        ldm     r0!, {r8, r9}           /* b */
        sxtb16  r10, lr
        sxtb16  lr, lr, ror #8
        smlabb  r4, r8, r10, r4
        smlatb  r5, r8, lr, r5
        smlabt  r6, r9, r10, r6
        smlatt  r7, r9, lr, r7
        ssat    r4, #8, r4, asr #14
        ssat    r5, #8, r5, asr #14
        ssat    r6, #8, r6, asr #14
        ssat    r7, #8, r7, asr #14
        bfi     r4, r5, #8, #8
        bfi     r6, r7, #8, #8
        pkhbt   r4, r4, r6, lsl #16
        str     r4, [r3], #4
        subs    r12, r12, #1
        bne     1b
        pop     {r4-r11, pc}
        .size   espalier_mix_groups, . - espalier_mix_groups

/* r0 table, r1 x, r2 y, r3 groups */
        function espalier_table_groups
        push    {r4-r6, lr}
1:      ldr     r4, [r1], #4
        uxtb    r5, r4
        ubfx    r6, r4, #8, #8
        ubfx    r12, r4, #16, #8
        lsrs    r4, r4, #24
        ldrb    r5, [r0, r5]
        ldrb    r6, [r0, r6]
        ldrb    r12, [r0, r12]
        ldrb    r4, [r0, r4]
        orr     r5, r5, r6, lsl #8
        orr     r12, r12, r4, lsl #8
        orr     r5, r5, r12, lsl #16
        str     r5, [r2], #4
        subs    r3, r3, #1
        bne     1b
        pop     {r4-r6, pc}
        .size   espalier_table_groups, . - espalier_table_groups

/* The unit's root is right but for its rounding: the result is one too large or too small at most, and set right. */
        function espalier_root
        vmov    s0, r0
        vcvt.f32.u32 s0, s0
        vsqrt.f32 s0, s0
        vcvt.u32.f32 s0, s0
        vmov    r1, s0
        usat    r1, #16, r1
        mul     r2, r1, r1
        cmp     r2, r0
        it      hi
        subhi   r1, r1, #1
        adds    r2, r1, #1
        mov     r3, r2
        umull   r2, r3, r2, r3
        cbnz    r3, 1f
        cmp     r2, r0
        it      ls
        addls   r1, r1, #1
1:      mov     r0, r1
        bx      lr
        .size   espalier_root, . - espalier_root

#endif
