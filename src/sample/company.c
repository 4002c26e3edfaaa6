/* One made-up company: its identity, register entry and standing. */
#include "sample/company.h"

#include <stdio.h>
#include <string.h>

#include "sample/distribution.h"

enum { HIGH_TECH_PER_MILLE = 184, INCUBATORS_PER_MILLE = 3, FEN_PER_YUAN = 100 };

static uint64_t greatest_common_divisor(uint64_t a, uint64_t b) {
  while (b != 0) {
    uint64_t rest = a % b;
    a = b;
    b = rest;
  }
  return a;
}

void sample_plan_init(sample_plan *plan, const sample_options *options) {
  uint64_t n = options->companies;
  *plan = (sample_plan){.options = *options};
  plan->year_count = (size_t)(options->last_year - options->first_year + 1);
  plan->as_of_day = calendar_day_of((civil_date){options->last_year + 1, 6, 30});
  plan->high_tech = n * HIGH_TECH_PER_MILLE / 1000;
  plan->stride = n * 618 / 1000 + 1;
  while (greatest_common_divisor(plan->stride, n) != 1) plan->stride++;
  plan->incubators = n * INCUBATORS_PER_MILLE / 1000;
  if (plan->incubators == 0) plan->incubators = 1;
}

/* Its place in the scattered order; the first `high_tech` places are high-tech. */
static uint64_t position_of(const sample_plan *plan, uint64_t index) {
  uint64_t n = plan->options.companies;
  return (index * plan->stride + plan->options.seed % n) % n;
}

static void make_identity(const sample_plan *plan, random_source *r, company *c) {
  static const char *const ENDINGS[] = {"有限公司", "有限公司", "有限公司", "股份有限公司"};
  uint64_t subjects = plan->options.companies + plan->incubators;
  c->district = naming_district_draw(r);
  do {
    c->trade = naming_trade(r);
  } while (c->titles.hnte_valid && strcmp(c->trade->tech_field, "其他") == 0);
  naming_code(c->district, plan->options.seed, c->index, c->code);
  naming_company(c->district, c->trade, c->index, subjects,
                 ENDINGS[random_below(r, sizeof ENDINGS / sizeof *ENDINGS)], c->name);
  if (draw_per_mille(r, 30)) {
    naming_company(c->district, naming_trade(r), c->index, subjects, "厂", c->former_name);
  }
  naming_person(r, c->person);
  naming_phone(r, c->phone);
  naming_address(r, c->district, c->address);
}

static const char *draw_status(random_source *r, bool high_tech) {
  uint64_t ticket = random_below(r, 1000);
  if (high_tech) return ticket < 988 ? "存续" : ticket < 996 ? "迁出" : "注销";
  return ticket < 960 ? "存续" : ticket < 975 ? "迁出" : ticket < 983 ? "吊销" : "注销";
}

static void make_register_entry(const sample_plan *plan, random_source *r, company *c) {
  bool high_tech = c->titles.hnte_valid;
  /* A certificate needs a year of existence, and the earliest valid one is three years old. */
  int64_t youngest = high_tech ? 5 * 366 : 20;
  int64_t age = youngest + draw_log_normal(r, high_tech ? 2200 : 2600, 800);
  if (age > 40 * 365) age = 40 * 365;
  calendar_date_of(plan->as_of_day - age, &c->registered_on);
  c->status = draw_status(r, high_tech);
  c->capital = (1 + draw_log_normal(r, high_tech ? 800 : 150, 1000)) * 10000 * FEN_PER_YUAN;
  c->resident = !draw_per_mille(r, 3);
  c->abnormal_list = draw_per_mille(r, high_tech ? 3 : 15);
  c->serious_violation_list = draw_per_mille(r, high_tech ? 1 : 3);
  c->dishonesty_list = draw_per_mille(r, high_tech ? 2 : 6);
}

void company_make(const sample_plan *plan, uint64_t index, company *out) {
  random_source r;
  random_init_stream(&r, plan->options.seed, index);
  memset(out, 0, sizeof *out);
  out->index = index;
  out->titles.hnte_valid = position_of(plan, index) < plan->high_tech;
  make_identity(plan, &r, out);
  make_register_entry(plan, &r, out);
  company_make_figures(plan, &r, out);
  company_make_profile(plan, &r, out);
  company_make_titles(plan, &r, out);
  company_make_account(&r, out);
}

/* The full-width brackets of the name as ASCII ones. */
static void write_narrow_brackets(const char *name, char out[NAME_SIZE]) {
  size_t size = 0;
  for (const char *at = name; *at != '\0' && size < NAME_SIZE - 1;) {
    if (strncmp(at, "（", 3) == 0 || strncmp(at, "）", 3) == 0) {
      out[size++] = strncmp(at, "（", 3) == 0 ? '(' : ')';
      at += 3;
    } else {
      out[size++] = *at++;
    }
  }
  out[size] = '\0';
}

static account_fault draw_account_fault(random_source *r) {
  static const struct {
    account_fault fault;
    uint64_t per_mille;
  } FAULTS[] = {{ACCOUNT_NAME_WIDTH, 45},
                {ACCOUNT_NAME_OTHER, 20},
                {ACCOUNT_BANK_CODE, 25},
                {ACCOUNT_NUMBER_LETTER, 20},
                {ACCOUNT_ABSENT, 10}}; /* 120 of 1,000; source: domain 2.8 */
  uint64_t ticket = random_below(r, 1000);
  for (size_t i = 0; i < sizeof FAULTS / sizeof *FAULTS; i++) {
    if (ticket < FAULTS[i].per_mille) return FAULTS[i].fault;
    ticket -= FAULTS[i].per_mille;
  }
  return ACCOUNT_RIGHT;
}

void company_make_account(random_source *r, company *c) {
  naming_account(r, c->account_number, c->bank_code, &c->bank_name);
  c->account_fault = draw_account_fault(r);
  memcpy(c->account_name, c->name, sizeof c->account_name);
  char *check = &c->bank_code[CNAPS_LENGTH - 1];
  switch (c->account_fault) {
    case ACCOUNT_NAME_WIDTH:
      write_narrow_brackets(c->name, c->account_name);
      break;
    case ACCOUNT_NAME_OTHER:
      snprintf(c->account_name, sizeof c->account_name, "%s（虚构个人户）", c->person);
      break;
    case ACCOUNT_BANK_CODE:
      *check = *check == '9' ? '0' : (char)(*check + 1);
      break;
    case ACCOUNT_NUMBER_LETTER:
      c->account_number[1] = 'o';
      break;
    case ACCOUNT_RIGHT:
    case ACCOUNT_ABSENT:
      break;
  }
}
