/* Packing for cores with the DSP extension; see pack.h. */
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

/* r0 x, r1 stride, r2 quads, r3 group */
        function espalier_pack4
        push    {r4-r10, lr}
        cbz     r2, 2f
        add     r4, r1, r1, lsl #1
        add     r4, r4, r0
1:      ldr     r5, [r0]
        ldr     r6, [r0, r1]
        ldr     r7, [r0, r1, lsl #1]
        ldr     r8, [r4], #4
        adds    r0, r0, #4
        sxtb16  r9, r5
        sxtb16  r10, r6
        strd    r9, r10, [r3], #8
        sxtb16  r9, r7
        sxtb16  r10, r8
        strd    r9, r10, [r3], #8
        sxtb16  r9, r5, ror #8
        sxtb16  r10, r6, ror #8
        strd    r9, r10, [r3], #8
        sxtb16  r9, r7, ror #8
        sxtb16  r10, r8, ror #8
        strd    r9, r10, [r3], #8
        subs    r2, r2, #1
        bne     1b
2:      pop     {r4-r10, pc}
        .size   espalier_pack4, . - espalier_pack4

/* two tokens at r0 and r4 into the group at r3, their sums in r5 and r6; r12 = 0x00010001 */
        .macro  two
        ldr     r7, [r0], #4
        ldr     r8, [r4], #4
        sxtb16  r9, r7
        sxtb16  r10, r8
        sxtb16  r7, r7, ror #8
        sxtb16  r8, r8, ror #8
        strd    r7, r8, [r3, #16]
        smlad   r5, r9, r12, r5
        smlad   r6, r10, r12, r6
        strd    r9, r10, [r3], #32
        smlad   r5, r7, r12, r5
        smlad   r6, r8, r12, r6
        .endm

/* r0 x, r1 stride, r2 quads, r3 group, on the stack sums */
        function espalier_pack4_sums
        push    {r0-r3, r4-r11, lr}
        sub     sp, sp, #4
        mov     r12, #0x00010001
        ldr     r11, [sp, #56]
        mov     lr, #2
1:      add     r4, r0, r1
        movs    r5, #0
        movs    r6, #0
        lsrs    r2, r2, #1
        bcc     2f
        two
2:      cbz     r2, 4f
3:      two
        two
        subs    r2, r2, #1
        bne     3b
4:      strd    r5, r6, [r11], #8
        add     r0, sp, #4
        ldm     r0, {r0-r3}
        add     r0, r0, r1, lsl #1
        adds    r3, r3, #8
        subs    lr, lr, #1
        bne     1b
        add     sp, sp, #20
        pop     {r4-r11, pc}
        .size   espalier_pack4_sums, . - espalier_pack4_sums

/* four key bytes of an even row, r0, and an odd row, r1, into biased halfwords at r3 */
        .macro  keys
        ldr     r4, [r0], #4
        ldr     r5, [r1], #4
        eor     r4, r4, r6
        and     r7, r5, r8
        bic     r5, r5, r8
        and     r9, r4, r8
        and     r10, r8, r4, lsr #8
        orr     r9, r9, r7, lsl #8
        orr     r10, r10, r5
        strd    r9, r10, [r3], #8
        .endm

/* r0 even row, r1 odd row, r2 quads, r3 columns */
        function espalier_pack_keys
        push    {r4-r10, lr}
        mov     r6, #0x80808080
        mov     r8, #0x00ff00ff
        lsrs    r2, r2, #1
        bcc     2f
        keys
2:      cbz     r2, 4f
3:      keys
        keys
        subs    r2, r2, #1
        bne     3b
4:      pop     {r4-r10, pc}
        .size   espalier_pack_keys, . - espalier_pack_keys

#endif
