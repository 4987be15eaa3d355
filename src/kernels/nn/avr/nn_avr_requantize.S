/* int32_t nn_avr_requantize(int32_t x, int32_t multiplier, int16_t shift): nn_requantize in assembly
 * [R2]. x r25:r22, multiplier r21:r18 (below 2^31), shift r17:r16. About 190 cycles; T is kept.
 *
 * The product is made column by column: three registers hold the sum of a column and its carries,
 * and the lowest becomes the highest of the next. x counts as unsigned; multiplier · 2^32 is taken
 * away at the end if it was negative. */
#include "nn_avr_asm.h"

#define none r31                /* 0: r21 holds the multiplier here */

.macro COLUMN a, b, lo, mid, hi
        mul \a, \b
        add \lo, r0
        adc \mid, r1
        adc \hi, none
.endm

SECTION nn_avr_requantize
        mov r26, r16
left:   dec r26                 /* shift > 0: doubled until it would overflow */
        brmi shifted
        lsl r22
        rol r23
        rol r24
        rol r25
        brvc left
        ldi r25, 0x7F           /* carry = sign: INT32_MAX or INT32_MIN */
        ldi r26, 0xFF
        brcc fill
        ldi r25, 0x80
        clr r26
fill:   mov r22, r26
        mov r23, r26
        mov r24, r26
shifted:
        push r25
        clr none
        mul r22, r18
        mov r26, r1
        clr r27
        clr r30
        COLUMN r23, r18, r26, r27, r30
        COLUMN r22, r19, r26, r27, r30
        clr r26
        COLUMN r24, r18, r27, r30, r26
        COLUMN r23, r19, r27, r30, r26
        COLUMN r22, r20, r27, r30, r26
        clr r27
        COLUMN r25, r18, r30, r26, r27
        COLUMN r24, r19, r30, r26, r27
        COLUMN r23, r20, r30, r26, r27
        COLUMN r22, r21, r30, r26, r27
        subi r30, 0xC0          /* + 2^30 */
        sbci r26, 0xFF
        sbci r27, 0xFF
        push r30
        clr r30
        COLUMN r25, r19, r26, r27, r30
        COLUMN r24, r20, r26, r27, r30
        COLUMN r23, r21, r26, r27, r30
        mov r22, r26
        clr r26
        COLUMN r25, r20, r27, r30, r26
        COLUMN r24, r21, r27, r30, r26
        mov r23, r27
        mul r25, r21
        add r30, r0
        adc r26, r1
        mov r24, r30
        mov r25, r26
        clr r1
        pop r30
        pop r26
        sbrs r26, 7
        rjmp doubled
        sub r22, r18
        sbc r23, r19
        sbc r24, r20
        sbc r25, r21
doubled:
        lsl r30
        rol r22
        rol r23
        rol r24
        rol r25                 /* (x · multiplier + 2^30) >> 31 */
        mov r26, r16
        com r26                 /* −shift − 1 */
        brmi done
        sbrs r25, 7
        rjmp bytes
        subi r22, 1             /* halves go away from zero */
        sbc r23, none
        sbc r24, none
        sbc r25, none
bytes:  cpi r26, 8
        brlo bits
        mov r22, r23
        mov r23, r24
        mov r24, r25
        lsl r25
        sbc r25, r25
        subi r26, 8
        rjmp bytes
bits:   dec r26
        brmi last
        asr r25
        ror r24
        ror r23
        ror r22
        rjmp bits
last:   subi r22, 0xFF
        sbci r23, 0xFF
        sbci r24, 0xFF
        sbci r25, 0xFF
        asr r25
        ror r24
        ror r23
        ror r22
done:   ret
