/* nn_avr_vectors.h: a dense layer of nn_u8.h. */
#ifndef NN_AVR_VECTORS_H
#define NN_AVR_VECTORS_H

#include "nn_avr_asm.h"

/* `dense`_vector computes one vector. */
.macro VECTORS name, dense
SECTION \name
        ldi r26, lo8(gs(\dense\()_vector))
        ldi r27, hi8(gs(\dense\()_vector))
        FAR_JUMP nn_avr_vectors
.endm

#endif
