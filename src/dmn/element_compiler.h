/* Compiles elements: a program per decision, a function per knowledge model and service. */
#ifndef SUDUI_DMN_ELEMENT_COMPILER_H
#define SUDUI_DMN_ELEMENT_COMPILER_H

#include "dmn/compilation.h"

/* Compiles all elements; what is wrong in one is reported and marks that one faulty.  Afterwards
 * model->frame_size is set.  False when memory is out. */
bool dmn_elements_compile(dmn_compilation *c);

#endif
