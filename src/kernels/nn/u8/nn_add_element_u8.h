/* nn_add_element_u8.h: one sum by the left-shift-20 scheme. */
#ifndef NN_ADD_ELEMENT_U8_H
#define NN_ADD_ELEMENT_U8_H

#include "nn_u8.h"

uint8_t nn_add_element_u8(const nn_add_u8_step *step, uint8_t a, uint8_t b);

#endif
