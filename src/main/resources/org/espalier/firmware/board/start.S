/* Vector table, reset and faults of a Cortex-M with a floating-point unit.
 *
 * The firmware polls: every device interrupt stays off, so their vectors stay 0. */
    .syntax unified
    .thumb

    .section .vectors, "a"
    .word board_stack_top
    .word board_reset + 1
    .word board_exception + 1        /* NMI */
    .word board_exception + 1        /* HardFault */
    .word board_exception + 1        /* MemManage */
    .word board_exception + 1        /* BusFault */
    .word board_exception + 1        /* UsageFault */
    .word 0, 0, 0, 0
    .word board_exception + 1        /* SVCall */
    .word board_exception + 1        /* DebugMonitor */
    .word 0
    .word board_exception + 1        /* PendSV */
    .word board_exception + 1        /* SysTick */
    .space 98 * 4

    .section .text.board_reset, "ax", %progbits
    .global board_reset
    .type board_reset, %function
board_reset:
    /* The floating-point unit first: the compiler may use it anywhere. */
    ldr r0, =0xE000ED88
    ldr r1, [r0]
    orr r1, r1, #0xF00000
    str r1, [r0]
    dsb
    isb
    /* Initial values of variables. Both ends are aligned to 8 by the linker script. */
    ldr r0, =board_data_start
    ldr r1, =board_data_end
    ldr r2, =board_data_load
    b 2f
1:  ldmia r2!, {r3, r4}
    stmia r0!, {r3, r4}
2:  cmp r0, r1
    blo 1b
    ldr r0, =board_bss_start
    ldr r1, =board_bss_end
    movs r3, #0
    movs r4, #0
    b 4f
3:  stmia r0!, {r3, r4}
4:  cmp r0, r1
    blo 3b
    bl main
    b .
    .size board_reset, . - board_reset

    /* Any exception is the end: report it from a fresh stack, since the old one may be the cause. */
    .section .text.board_exception, "ax", %progbits
    .global board_exception
    .type board_exception, %function
board_exception:
    mov r0, sp
    mrs r1, ipsr
    ldr r2, =board_stack_top
    msr msp, r2
    bl board_report_exception
    b .
    .size board_exception, . - board_exception
