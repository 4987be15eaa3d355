/* int32_t nn_avr_requantize(int32_t x, int32_t multiplier, int16_t shift): nn_requantize in assembly
 * [R2]. x r25:r22, multiplier r21:r18 (below 2^31), shift r17:r16. About 220 cycles; T is kept.
 *
 * Byte by byte of the multiplier, x counts as unsigned: x · byte is added to a sum of five bytes, whose
 * lowest is then behind. multiplier · 2^32 is taken away at the end if x was negative. */
#include "nn_avr_asm.h"

#define none r14                /* 0: r21 holds the multiplier here */
#define top r13
#define left r15

SECTION nn_avr_requantize
        push r13
        push r14
        push r15
        clr none
        clr top
        mov r26, r16
double: dec r26                 /* shift > 0: doubled until it would overflow */
        brmi shifted
        lsl r22
        rol r23
        rol r24
        rol r25
        brvc double
        ldi r25, 0x7F           /* carry = sign: INT32_MAX or INT32_MIN */
        ldi r26, 0xFF
        brcc fill
        ldi r25, 0x80
        clr r26
fill:   mov r22, r26
        mov r23, r26
        mov r24, r26
shifted:
        ldi r26, 4
        mov left, r26
        clr r26                 /* sum r26:r27:r30:r31, top */
        clr r27
        movw r30, r26
1:      mul r25, r18
        add r31, r0
        adc top, r1
        mul r24, r18
        add r30, r0
        adc r31, r1
        adc top, none
        mul r23, r18
        add r27, r0
        adc r30, r1
        adc r31, none
        adc top, none
        mul r22, r18
        add r26, r0
        adc r27, r1
        adc r30, none
        adc r31, none
        adc top, none
        mov r0, r26
        mov r26, r27
        mov r27, r30
        mov r30, r31
        mov r31, top
        clr top
        mov r1, r18             /* the next byte; after four the multiplier is as it was */
        mov r18, r19
        mov r19, r20
        mov r20, r21
        mov r21, r1
        dec left
        brne 1b
        clr r1
        pop r15
        pop r14
        pop r13
        sbrs r25, 7
        rjmp 2f
        sub r26, r18
        sbc r27, r19
        sbc r30, r20
        sbc r31, r21
2:      mov r22, r0
        subi r22, 0xC0          /* + 2^30 */
        sbci r26, 0xFF
        sbci r27, 0xFF
        sbci r30, 0xFF
        sbci r31, 0xFF
        lsl r22
        rol r26
        rol r27
        rol r30
        rol r31
        movw r22, r26
        movw r24, r30           /* (x · multiplier + 2^30) >> 31 */
        mov r26, r16
        com r26                 /* −shift − 1 */
        brmi done
        sbrs r25, 7
        rjmp bytes
        subi r22, 1             /* halves go away from zero */
        sbc r23, r1
        sbc r24, r1
        sbc r25, r1
bytes:  cpi r26, 8
        brlo bits
        mov r22, r23
        mov r23, r24
        mov r24, r25
        lsl r25
        sbc r25, r25
        subi r26, 8
        rjmp bytes
bits:   asr r25
        ror r24
        ror r23
        ror r22
        dec r26
        brpl bits
        adc r22, r1             /* the last bit shifted out */
        adc r23, r1
        adc r24, r1
        adc r25, r1
done:   ret
