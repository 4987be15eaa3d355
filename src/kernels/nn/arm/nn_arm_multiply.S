/* nn_arm_multiply.S: void nn_arm_multiply(job, lanes, out, count), see nn_arm.h. With DSP instructions:
 * of two channels and up to four windows. A word of weights holds 256 · w1 + w0 for two taps; SMLAD
 * with it adds 256 · (w1 · x) + w0 · x of both, SMLAD with its low bytes alone, which SXTB16 takes, w0 · x.
 * The difference is 256 · Σ w1 · x, exact in 32 bits for 512 taps: 12 instructions for 16 products. */
#include "nn_cores.h"

#if defined(NN_ARM_DSP)
#include "nn_arm_asm.h"

#define FRAME_JOB 0
#define FRAME_LANES 4
#define FRAME_OUT 8
#define FRAME_COUNT 12          /* windows */
#define FRAME_FIRST_END 16      /* of the lanes that are multiplied before the first difference */
#define FRAME_END 20            /* of those before the next, and of all pairs of taps */
#define FRAME_LAST 24
#define FRAME_ENTRY 28          /* into the loop over pairs of taps */
#define FRAME_ODD 32            /* 1: there is an odd last tap */
#define FRAME_TAIL 36           /* weights of the odd last tap */
#define FRAME_RECORD 40
#define FRAME_PAIRS 44          /* of channels, left */
#define FRAME_SUMS 48           /* of the second channel */
#define FRAME_BYTES 64

#define MOST_PAIRS 256          /* of taps */

        .syntax unified
        .thumb
        .section .text.nn_arm_multiply, "ax", %progbits

/* r12 holds the weights; lr, r2, r3 are spoilt. Sums of the first channel r8 to r11, with both r4 to r7. */
.macro PRODUCTS
        sxtb16.w lr, r12
        ldrd r2, r3, [r0], #8
        smlad r4, r12, r2, r4
        smlad r5, r12, r3, r5
        smlad r8, lr, r2, r8
        smlad r9, lr, r3, r9
        ldrd r2, r3, [r0], #8
        smlad r6, r12, r2, r6
        smlad r7, r12, r3, r7
        smlad r10, lr, r2, r10
        smlad r11, lr, r3, r11
.endm

.macro STEP                     /* 48 bytes */
        ldr r12, [r1], #4
        PRODUCTS
.endm

.macro SCALE_LANES a, b, c, d
        SCALE \a, r0, r3, r2
        SCALE \b, r0, r3, r2
        SCALE \c, r0, r3, r2
        SCALE \d, r0, r3, r2
.endm

.macro CLAMP_LANES a, b, c, d
        CLAMP \a, r2, r3
        CLAMP \b, r2, r3
        CLAMP \c, r2, r3
        CLAMP \d, r2, r3
.endm

/* r2 on the way: what was added up since the last difference goes to the second channel's sum. */
.macro DIFFERENCE both, first, at
        sub \both, \both, \first
        ldr r2, [sp, #FRAME_SUMS + 4 * \at]
        add r2, r2, \both, asr #8
        str r2, [sp, #FRAME_SUMS + 4 * \at]
        mov \both, \first
.endm

        .global nn_arm_multiply
        .type nn_arm_multiply, %function
        .balign 4               /* for ADR */
        .thumb_func
nn_arm_multiply:
        push {r4-r11, lr}
        sub sp, #FRAME_BYTES
        stm sp, {r0-r3}         /* job, lanes, out, count */
        ldr r4, [r0, #JOB_TAPS]
        ldr r5, [r0, #JOB_CHANNELS]
        and r6, r4, #1
        str r5, [sp, #FRAME_RECORD]
        str r6, [sp, #FRAME_ODD]
        lsr r4, r4, #1
        add r5, r1, r4, lsl #4
        str r5, [sp, #FRAME_LAST]
        subs r6, r4, #1         /* pairs of taps less all whole differences but the last */
        ite pl
        bicpl r5, r6, #0xFF
        movmi r5, #0
        sub r6, r4, r5
        add r5, r1, r6, lsl #4
        str r5, [sp, #FRAME_FIRST_END]
        ldr r4, [r0, #JOB_TAILS]
        ldr r5, [r0, #JOB_COUNT]
        ldr r1, [r0, #JOB_WEIGHTS]
        str r4, [sp, #FRAME_TAIL]
        lsrs r5, r5, #1
        str r5, [sp, #FRAME_PAIRS]
        beq.w alone
        rsb r7, r6, #0          /* the first enters the loop so that it ends with it */
        and r7, r7, #3          /* steps to leave out */
        adr r4, entry
        cbz r6, 5f
        mov r5, #48
        adr r4, taps
        mla r4, r7, r5, r4
5:      orr r4, r4, #1
        str r4, [sp, #FRAME_ENTRY]
pair:   ldr r12, [sp, #FRAME_RECORD]
        ldr r0, [sp, #FRAME_LANES]
        ldr r8, [r12]
        ldr r3, [r12, #CHANNEL_BYTES]
        ldr r2, [sp, #FRAME_FIRST_END]
        mov r9, r8
        mov r4, r8
        mov r5, r8
        strd r3, r3, [sp, #FRAME_SUMS]
        mov r10, r8
        mov r11, r8
        mov r6, r8
        mov r7, r8
        strd r3, r3, [sp, #FRAME_SUMS + 8]
        str r2, [sp, #FRAME_END]
        ldr pc, [sp, #FRAME_ENTRY]
        .balign 4
taps:   STEP
        STEP
        STEP
        STEP
entry:  ldr r2, [sp, #FRAME_END]
        cmp r0, r2
        bne taps
        ldr r3, [sp, #FRAME_LAST]
        cmp r2, r3
        beq 1f
        add r2, r2, #16 * MOST_PAIRS
        str r2, [sp, #FRAME_END]
        DIFFERENCE r4, r8, 0
        DIFFERENCE r5, r9, 1
        DIFFERENCE r6, r10, 2
        DIFFERENCE r7, r11, 3
        b.w taps
1:      ldr r3, [sp, #FRAME_ODD]
        cbz r3, 2f
        ldr r2, [sp, #FRAME_TAIL]
        ldrsh r12, [r2], #2
        str r2, [sp, #FRAME_TAIL]
        PRODUCTS
2:      ldrd r2, r3, [sp, #FRAME_SUMS]
        sub r4, r4, r8
        sub r5, r5, r9
        add r4, r2, r4, asr #8
        add r5, r3, r5, asr #8
        ldrd r2, r3, [sp, #FRAME_SUMS + 8]
        sub r6, r6, r10
        sub r7, r7, r11
        add r6, r2, r6, asr #8
        add r7, r3, r7, asr #8
        ldr r12, [sp, #FRAME_RECORD]
        ldr lr, [sp, #FRAME_JOB]
        LOAD_SCALE r0, r3, r12, 0
        ldr r2, [lr, #JOB_ROUNDING]
        SCALE_LANES r8, r9, r10, r11
        LOAD_SCALE r0, r3, r12, CHANNEL_BYTES
        add r12, r12, #2 * CHANNEL_BYTES
        str r12, [sp, #FRAME_RECORD]
        SCALE_LANES r4, r5, r6, r7
        ldr r2, [lr, #JOB_CLAMPS]
        cmp r2, #0
        beq.w 3f
        ldrd r2, r3, [lr, #JOB_LO]
        CLAMP_LANES r4, r5, r6, r7
        CLAMP_LANES r8, r9, r10, r11
3:      ldrd r2, r3, [sp, #FRAME_OUT]
        ldr r12, [lr, #JOB_OUT_NEXT]
        add r0, r2, #2
        str r0, [sp, #FRAME_OUT]
        strb r8, [r2]
        strb r4, [r2, #1]
        cmp r3, #2
        blo 4f
        add r2, r2, r12
        strb r9, [r2]
        strb r5, [r2, #1]
        beq 4f
        add r2, r2, r12
        strb r10, [r2]
        strb r6, [r2, #1]
        cmp r3, #3
        beq 4f
        add r2, r2, r12
        strb r11, [r2]
        strb r7, [r2, #1]
4:      ldr r3, [sp, #FRAME_PAIRS]
        subs r3, r3, #1
        str r3, [sp, #FRAME_PAIRS]
        bne.w pair
alone:  ldr r4, [sp, #FRAME_JOB]
        ldr r5, [r4, #JOB_COUNT]
        lsrs r5, r5, #1
        bcc.w done
        ldr r12, [sp, #FRAME_RECORD]
        ldr r0, [sp, #FRAME_LANES]
        ldr r1, [r4, #JOB_ALONE]
        ldr lr, [sp, #FRAME_LAST]
        ldr r8, [r12]
        mov r9, r8
        mov r10, r8
        mov r11, r8
1:      cmp r0, lr
        beq 2f
        ldrh r12, [r1], #2
        orr r12, r12, r12, lsl #8
        sxtb16 r12, r12
        ldrd r2, r3, [r0], #8
        smlad r8, r12, r2, r8
        smlad r9, r12, r3, r9
        ldrd r2, r3, [r0], #8
        smlad r10, r12, r2, r10
        smlad r11, r12, r3, r11
        b 1b
2:      ldr r3, [sp, #FRAME_ODD]
        cbz r3, 3f
        ldrsb r12, [r1]
        ldrd r2, r3, [r0], #8
        smlabb r8, r12, r2, r8
        smlabb r9, r12, r3, r9
        ldrd r2, r3, [r0], #8
        smlabb r10, r12, r2, r10
        smlabb r11, r12, r3, r11
3:      ldr r12, [sp, #FRAME_RECORD]
        ldr r2, [r4, #JOB_ROUNDING]
        LOAD_SCALE r0, r3, r12, 0
        SCALE_LANES r8, r9, r10, r11
        ldrd r2, r3, [r4, #JOB_LO]
        CLAMP_LANES r8, r9, r10, r11
        ldrd r2, r3, [sp, #FRAME_OUT]
        ldr r12, [r4, #JOB_OUT_NEXT]
        strb r8, [r2]
        subs r3, r3, #1
        beq done
        add r2, r2, r12
        strb r9, [r2]
        subs r3, r3, #1
        beq done
        add r2, r2, r12
        strb r10, [r2]
        subs r3, r3, #1
        beq done
        strb r11, [r2, r12]
done:   add sp, #FRAME_BYTES
        pop {r4-r11, pc}
        .size nn_arm_multiply, . - nn_arm_multiply

#elif defined(NN_ARM_SMALL)
#include "nn_arm_multiply_small.h"
#endif

#if defined(__linux__)          /* needs no stack that can be executed */
        .section .note.GNU-stack, "", %progbits
#endif
