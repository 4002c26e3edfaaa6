/* One made-up incubator or maker space. */
#ifndef SUDUI_SAMPLE_INCUBATOR_H
#define SUDUI_SAMPLE_INCUBATOR_H

#include "sample/company.h"

typedef struct incubator_year {
  bool statistics_reported;
  int32_t tenants, teams_hosted, new_firms, teams_financed, events;
  int32_t tenants_financed, tenants_patent_filing, tenants_valid_ip, tenants_same_field;
} incubator_year;

typedef struct incubator {
  char code[USCC_LENGTH + 1];
  char name[NAME_SIZE];
  const naming_district *district;
  civil_date operating_since;
  bool operator_independent, legal_person, clear_direction, technical_platform;
  int64_t site_area, desk_public_area, tenant_area; /* square metres */
  int32_t desks, typical_cases, full_time_staff, service_staff, professional_staff, mentors;
  int32_t seed_fund_uses, graduates;
  int64_t seed_fund; /* fen */
  incubator_year years[SAMPLE_YEARS_MAX];
} incubator;

/* `index` from 0 to plan->incubators - 1. */
void incubator_make(const sample_plan *plan, uint64_t index, incubator *out);

#endif
