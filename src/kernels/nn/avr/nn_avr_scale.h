/* nn_avr_scale.h: the registers of a channel between nn_avr_read_channel and the routine that scales. */
#ifndef NN_AVR_SCALE_H
#define NN_AVR_SCALE_H

#include "nn_avr_asm.h"

#define x0 r22
#define x1 r23
#define x2 r24
#define f2 r16                  /* factor, most significant */
#define f1 r17
#define f0 r18
#define threshold r19
#define range r20
#define fraction r25

/* From the frame's `record`, which moves on to the next: bias x2:x0, factor f2–f0, e in threshold,
 * fraction. */
.macro READ_RECORD
        LOAD_FLASH FRAME_RECORD, r25
        READ_FLASH x0
        READ_FLASH x1
        READ_FLASH x2
        READ_FLASH f2
        READ_FLASH f1
        READ_FLASH f0
        READ_FLASH threshold
        READ_FLASH fraction
        adiw r30, 4
#if defined(__AVR_HAVE_ELPM__)
        in r20, RAMPZ_IO
        adc r20, zero
        std Y+FRAME_RECORD+2, r20
#endif
        std Y+FRAME_RECORD, r30
        std Y+FRAME_RECORD+1, r31
.endm

.macro LOAD_CHANNEL             /* as nn_avr_read_channel left it, for the routine at Z */
        ldd r16, Y+FRAME_FACTOR
        ldd r17, Y+FRAME_FACTOR+1
        ldd r18, Y+FRAME_FACTOR+2
        ldd r19, Y+FRAME_THRESHOLD
        ldd r30, Y+FRAME_SCALE
        ldd r31, Y+FRAME_SCALE+1
        ldd r20, Y+FRAME_RANGE
        ldd r14, Y+FRAME_LO
.endm

#endif
