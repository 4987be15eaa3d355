/* int32_t nn_avr_window(const nn_avr_depthwise_window *window): bias + Σ weight · value over one
 * depthwise window of any shape, padding included. 22 cycles a product.
 * int32_t nn_avr_window_channel(nn_avr_scaling *scaling): reads a record; its bias.
 * uint8_t nn_avr_window_output(nn_avr_scaling *scaling, int32_t sum): the stored output. */
#include "nn_avr_scale.h"

#define WINDOW_X 0
#define WINDOW_COLUMN 2
#define WINDOW_WIDTH 4
#define WINDOW_Y 6
#define WINDOW_HEIGHT 8
#define WINDOW_ROW_STEP 10
#define WINDOW_WEIGHTS 12
#define WINDOW_BIAS 15
#define WINDOW_KERNEL_H 18
#define WINDOW_KERNEL_W 19
#define WINDOW_DILATION_H 20
#define WINDOW_DILATION_W 21
#define WINDOW_PAD 22

#define weight r18
#define value r19
#define sign r20

SECTION nn_avr_window
        push r6
        push r7
        push r8
        push r9
        push r10
        push r11
        push r12
        push r13
        push r14
        push r15
        push r16
        push r17
        push r28
        push r29
        movw r28, r24
        clr zero
        ldd r10, Y+WINDOW_X
        ldd r11, Y+WINDOW_X+1
        ldd r12, Y+WINDOW_Y
        ldd r13, Y+WINDOW_Y+1
        ldd r8, Y+WINDOW_PAD
        ldd r9, Y+WINDOW_DILATION_W
        ldd r16, Y+WINDOW_KERNEL_H
        LOAD_FLASH WINDOW_WEIGHTS, r22
        ldd r22, Y+WINDOW_BIAS
        ldd r23, Y+WINDOW_BIAS+1
        ldd r24, Y+WINDOW_BIAS+2
row:    ldd r6, Y+WINDOW_WIDTH  /* columns below it are inside */
        ldd r7, Y+WINDOW_WIDTH+1
        ldd r18, Y+WINDOW_HEIGHT
        ldd r19, Y+WINDOW_HEIGHT+1
        cp r12, r18
        cpc r13, r19
        brlo 1f
        clr r6                  /* none is */
        clr r7
1:      movw r26, r10
        ldd r14, Y+WINDOW_COLUMN
        ldd r15, Y+WINDOW_COLUMN+1
        ldd r17, Y+WINDOW_KERNEL_W
tap:    mov value, r8
        cp r14, r6
        cpc r15, r7
        brsh outside
        ld value, X
outside:
        add r26, r9
        adc r27, zero
        add r14, r9
        adc r15, zero
        READ_FLASH weight
        mulsu weight, value
        sbc sign, sign
        add r22, r0
        adc r23, r1
        adc r24, sign
        dec r17
        brne tap
        ldd r18, Y+WINDOW_ROW_STEP
        ldd r19, Y+WINDOW_ROW_STEP+1
        add r10, r18
        adc r11, r19
        ldd r18, Y+WINDOW_DILATION_H
        add r12, r18
        adc r13, zero
        dec r16
        brne row
        clr r25
        sbrc r24, 7
        com r25
        clr r1
        pop r29
        pop r28
        pop r17
        pop r16
        pop r15
        pop r14
        pop r13
        pop r12
        pop r11
        pop r10
        pop r9
        pop r8
        pop r7
        pop r6
        ret

        .global nn_avr_window_channel
        .type nn_avr_window_channel, @function
nn_avr_window_channel:
        push r16
        push r17
        push r28
        push r29
        movw r28, r24
        clr zero
        FAR_CALL nn_avr_read_channel
        clr r25
        sbrc r24, 7
        com r25
        pop r29
        pop r28
        pop r17
        pop r16
        ret

        .global nn_avr_window_output
        .type nn_avr_window_output, @function
nn_avr_window_output:           /* r25:r24, r23:r20 */
        push r2
        push r3
        push r4
        push r5
        push r6
        push r7
        push r10
        push r11
        push r12
        push r14
        push r15
        push r16
        push r17
        push r28
        push r29
        movw r28, r24
        movw r2, r20
        mov r10, r22
        clr zero
        LOAD_CHANNEL
        clr r15
        inc r15
        movw r26, r28           /* the frame has no output of its own */
        icall
        clr r1
        pop r29
        pop r28
        pop r17
        pop r16
        pop r15
        pop r14
        pop r12
        pop r11
        pop r10
        pop r7
        pop r6
        pop r5
        pop r4
        pop r3
        pop r2
        ret
