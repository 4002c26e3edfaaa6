/* External functions: a small table that emulates static methods of the Java class library.
 *
 * There is no Java here.  The conformance kit calls a handful of JDK statics from models; these are
 * written in C and everything else is null with a diagnostic.  Quote a kit score with this in mind.
 * Spec: DMN 1.5 section 10.3.2.13.2. */
#ifndef SUDUI_FEEL_EXTERNAL_H
#define SUDUI_FEEL_EXTERNAL_H

#include "feel/evaluation.h"

/* class_name "java.lang.Math", method "max(double,double)"; null when it is not in the table or an
 * argument does not fit. */
value external_call(evaluation *e, text class_name, text method, const value *arguments,
                    size_t count);

/* True when the table has it. */
bool external_is_known(text class_name, text method);

#endif
