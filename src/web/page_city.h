/* What the pages of the whole city share: its figures, and how they are named. */
#ifndef SUDUI_WEB_PAGE_CITY_H
#define SUDUI_WEB_PAGE_CITY_H

#include "operation/city_figures.h"
#include "web/site.h"

/* The district that the account is bound to; empty: the whole city. */
text city_bound(const web_call *call);
/* The figures that the account may see, of the year in ?year=; SD_NOT_FOUND for what is no year. */
sd_status city_read(web_call *call, city_figures *out, sd_error *error);

message_id city_wait_message(city_wait w);
message_id city_stage_message(int kind);
/* Of the keys of city_figures; "not on file" for an empty one. */
message_id city_industry_message(text section);
message_id city_size_message(text size);
/* "R&D expenditure 2024" of "rd_expense@2024"; lives as long as the call. */
text city_fact_name(const web_call *call, text fact);
/* Everything that waits for an order, whatever for. */
city_sum city_waiting(const city_group *g);
/* "2025-07" of 202507. */
void city_month_format(int32_t month, char buffer[16]);

#endif
