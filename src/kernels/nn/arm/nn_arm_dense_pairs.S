/* nn_arm_dense.S: void nn_arm_dense_pairs(job, x, out): one vector, four channels at a time. Of four values
 * SXTB16 takes 0 and 2, then 1 and 3: so lie the weights (nn_pairs.h). 17 instructions for 16 products;
 * differences as in nn_arm_multiply.S. */
#include "nn_cores.h"

#if defined(NN_ARM_DSP)
#include "nn_arm_asm.h"

#define FRAME_JOB 0
#define FRAME_X 4
#define FRAME_OUT 8
#define FRAME_WEIGHTS 12
#define FRAME_TAILS 16
#define FRAME_RECORD 20
#define FRAME_PAIRS 24          /* of channels, left */
#define FRAME_END 28            /* of the values that are multiplied before the first difference */
#define FRAME_LAST 32           /* of all fours of values */
#define FRAME_NEXT 36           /* distances to the second pair: of outputs … */
#define FRAME_NEXT_RECORD 40
#define FRAME_NEXT_TAIL 44
#define FRAME_BYTES 48

#define MOST_VALUES 512

        .syntax unified
        .thumb
        .section .text.nn_arm_dense_pairs, "ax", %progbits

.macro FOUR_OF weights, both, first
        ldrd r10, r11, [\weights], #8
        smlad \both, r10, r8, \both
        smlad \both, r11, r9, \both
        sxtb16 r10, r10
        sxtb16 r11, r11
        smlad \first, r10, r8, \first
        smlad \first, r11, r9, \first
.endm

.macro FOUR
        ldr r9, [r0], #4
        sxtb16 r8, r9
        sxtb16 r9, r9, ror #8
        FOUR_OF r1, r4, r5
        FOUR_OF r2, r6, r7
.endm

.macro TWO_OF weights, both, first
        ldr r10, [\weights], #4
        smlad \both, r10, r8, \both
        sxtb16 r10, r10
        smlad \first, r10, r8, \first
.endm

.macro ONE_OF both, first
        smlabb \both, r10, r8, \both
        sxtb r10, r10
        smlabb \first, r10, r8, \first
.endm

.macro OUTPUT sum, at           /* r12: record, r8: rounding, r11: job */
        LOAD_SCALE r0, r10, r12, \at
        SCALE \sum, r0, r10, r8
.endm

        .global nn_arm_dense_pairs
        .type nn_arm_dense_pairs, %function
        .thumb_func
nn_arm_dense_pairs:
        push {r4-r11, lr}
        sub sp, #FRAME_BYTES
        stm sp, {r0-r2}         /* job, x, out */
        ldr r4, [r0, #JOB_TAPS]
        ldr r5, [r0, #JOB_WEIGHTS]
        ldr r6, [r0, #JOB_TAILS]
        ldrd r7, r8, [r0, #JOB_CHANNELS]
        bic r4, r4, #3
        str r5, [sp, #FRAME_WEIGHTS]
        str r6, [sp, #FRAME_TAILS]
        str r7, [sp, #FRAME_RECORD]
        add r6, r1, r4
        str r6, [sp, #FRAME_LAST]
        subs r5, r4, #1         /* values less all whole differences but the last */
        it mi
        movmi r5, #0
        bic r5, r5, #0x1FC
        bic r5, r5, #3
        sub r6, r6, r5
        str r6, [sp, #FRAME_END]
        lsrs r8, r8, #1
        beq.w alone
pairs:                          /* r8: pairs left */
        str r8, [sp, #FRAME_PAIRS]
        ldr r9, [sp, #FRAME_JOB]
        ldr r1, [sp, #FRAME_WEIGHTS]
        ldr r12, [sp, #FRAME_RECORD]
        cmp r8, #1
        ite eq                  /* a last pair alone is done twice */
        moveq r3, #0
        movne r3, #2
        mov r4, #CHANNEL_BYTES
        mul r4, r4, r3
        str r3, [sp, #FRAME_NEXT]
        str r4, [sp, #FRAME_NEXT_RECORD]
        ldr r2, [r9, #JOB_APART]
        mul r2, r2, r3
        add r2, r1, r2, lsr #1
        ldr r5, [r12]
        ldr r3, [r12, #CHANNEL_BYTES]
        add r12, r12, r4
        ldr r7, [r12]
        ldr lr, [r12, #CHANNEL_BYTES]
        mov r4, r5
        mov r6, r7
        ldr r0, [sp, #FRAME_X]
        ldr r12, [sp, #FRAME_END]
        cmp r0, r12
        beq.w fours_done
        sub r8, r12, r0
        lsls r8, r8, #29
        bmi second
first:  FOUR
second: FOUR
        cmp r0, r12
        bne.w first
        ldr r8, [sp, #FRAME_LAST]
        cmp r12, r8
        beq fours_done
        add r12, r12, #MOST_VALUES
        sub r4, r4, r5
        add r3, r3, r4, asr #8
        mov r4, r5
        sub r6, r6, r7
        add lr, lr, r6, asr #8
        mov r6, r7
        b.w first
fours_done:
        ldr r9, [sp, #FRAME_JOB]
        ldr r9, [r9, #JOB_TAPS]
        tst r9, #2
        beq 1f
        ldrh r8, [r0], #2
        orr r8, r8, r8, lsl #8
        sxtb16 r8, r8
        TWO_OF r1, r4, r5
        TWO_OF r2, r6, r7
1:      tst r9, #1
        beq 2f
        ldrsb r8, [r0]
        ldr r9, [sp, #FRAME_TAILS]
        ldr r11, [sp, #FRAME_NEXT]
        ldrsh r10, [r9]
        ONE_OF r4, r5
        ldrsh r10, [r9, r11]
        ONE_OF r6, r7
2:      str r2, [sp, #FRAME_WEIGHTS]
        ldr r11, [sp, #FRAME_JOB]
        sub r4, r4, r5
        sub r6, r6, r7
        add r4, r3, r4, asr #8
        add r6, lr, r6, asr #8
        ldr r12, [sp, #FRAME_RECORD]
        ldr r9, [sp, #FRAME_NEXT_RECORD]
        ldr r8, [r11, #JOB_ROUNDING]
        OUTPUT r5, 0
        OUTPUT r4, CHANNEL_BYTES
        add r12, r12, r9
        OUTPUT r7, 0
        OUTPUT r6, CHANNEL_BYTES
        add r12, r12, #2 * CHANNEL_BYTES
        str r12, [sp, #FRAME_RECORD]
        ldr r0, [r11, #JOB_CLAMPS]
        cbz r0, 3f
        ldrd r2, r3, [r11, #JOB_LO]
        CLAMP r4, r2, r3
        CLAMP r5, r2, r3
        CLAMP r6, r2, r3
        CLAMP r7, r2, r3
3:      ldr r2, [sp, #FRAME_OUT]
        ldr r3, [sp, #FRAME_NEXT]
        ldr r9, [sp, #FRAME_TAILS]
        strb r5, [r2]
        strb r4, [r2, #1]
        add r2, r2, r3
        strb r7, [r2]
        strb r6, [r2, #1]
        add r2, r2, #2
        str r2, [sp, #FRAME_OUT]
        add r9, r9, r3
        add r9, r9, #2
        str r9, [sp, #FRAME_TAILS]
        ldr r8, [sp, #FRAME_PAIRS]
        subs r8, r8, #2
        bhi.w pairs
alone:  ldr r11, [sp, #FRAME_JOB]
        ldr r9, [r11, #JOB_COUNT]
        lsrs r9, r9, #1
        bcc done
        ldr r12, [sp, #FRAME_RECORD]
        ldr r0, [sp, #FRAME_X]
        ldr r1, [r11, #JOB_ALONE]
        ldr r9, [r11, #JOB_TAPS]
        ldr r4, [r12]
4:      ldrsb r8, [r0], #1
        ldrsb r10, [r1], #1
        smlabb r4, r8, r10, r4
        subs r9, r9, #1
        bne 4b
        ldr r8, [r11, #JOB_ROUNDING]
        OUTPUT r4, 0
        ldrd r2, r3, [r11, #JOB_LO]
        CLAMP r4, r2, r3
        ldr r2, [sp, #FRAME_OUT]
        strb r4, [r2]
done:   add sp, #FRAME_BYTES
        pop {r4-r11, pc}
        .size nn_arm_dense_pairs, . - nn_arm_dense_pairs

#endif

#if defined(__linux__)          /* needs no stack that can be executed */
        .section .note.GNU-stack, "", %progbits
#endif
