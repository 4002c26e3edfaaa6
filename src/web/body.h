/* The body of a POST: a form of either kind, with files, or one object of JSON.
 *
 * Sources: WHATWG URL 5.1 (urlencoded), RFC 7578 (multipart/form-data), RFC 8259. */
#ifndef SUDUI_WEB_BODY_H
#define SUDUI_WEB_BODY_H

#include "web/exchange.h"

/* Reads the body into form, files and form_is_json of `out`; 0, or the status of HTTP that answers
 * what cannot be read: 400 for what is malformed or has more than WEB_FIELDS_MAX fields, 415 for
 * another kind of body.  Fields are held to what exchange.h says of them; files are not looked
 * into.  Of JSON only an object whose members are texts, numbers, booleans, nulls or arrays of
 * these is taken: a number keeps its text, true and false are "true" and "false", null is left out,
 * an array becomes one field for each of its values.  Everything is borrowed from `body` or in
 * out->arena.  O(size). */
int web_body_read(text content_type, text body, web_request *out);

#endif
