/* One made-up company, whole: what is true of it before departments write it down.
 *
 * Drawn from (options, index) alone, so that any company can be made again at any time.  Money is
 * fen.  Figures that several departments state are whole multiples of 100 yuan, so that 万元 and
 * 元 can say the same. */
#ifndef SUDUI_SAMPLE_COMPANY_H
#define SUDUI_SAMPLE_COMPANY_H

#include "base/calendar.h"
#include "sample/naming.h"
#include "sample/sample.h"

/* The numbers that follow from the options. */
typedef struct sample_plan {
  sample_options options;
  size_t year_count;
  int64_t as_of_day;   /* 30 June of the year after the last */
  uint64_t high_tech;  /* how many hold a valid certificate */
  uint64_t stride;     /* visits every position once: who is high-tech is scattered */
  uint64_t incubators; /* 3 for 1,000 companies, at least 1 */
} sample_plan;
/* The options must be in range. */
void sample_plan_init(sample_plan *plan, const sample_options *options);

typedef struct company_year {
  bool exists; /* registered in or before the year */
  int64_t revenue, main_revenue, total_income, hightech_income, cost_expense, net_profit;
  int64_t total_assets, total_liabilities, net_assets;
  int64_t rd_expense, rd_domestic, super_deduction, equity_financing;
  int32_t employees, science_staff, rd_staff, insured, transformations;
  bool above_scale, tech_sme;
  bool accident, environment_offence, other_offence, research_dishonesty, untrue_material;
} company_year;

/* A date that may never have come: year 0. */
typedef civil_date event_date;

typedef struct company_titles {
  bool hnte_valid;               /* one of the plan's high_tech */
  char certificate[NUMBER_SIZE]; /* empty without certificate; also of expired ones */
  const char *hnte_kind;         /* 首次认定 重新认定 整体迁入 */
  event_date hnte_from, hnte_to;
  event_date pool_on, innovative_on, srdi_on, little_giant_on, maker_contest_on;
  const char *gazelle_level; /* NULL: none */
  event_date gazelle_on;
  const char *unicorn_level; /* NULL: none */
  event_date unicorn_on;
  bool unicorn_upgraded, innovation_demonstration, ip_demonstration;
  const char *rd_body_level; /* 无 when none */
  const char *award_level;   /* NULL: none */
  int32_t award_rank;
  event_date award_on, standard_led_on;
  int64_t hnte_award_paid, gazelle_award_paid, unicorn_award_paid; /* 0: none */
} company_titles;

typedef struct company_profile {
  int32_t segment_years, digital_systems, quality_items, market_rank;
  int32_t market_share_per_mille;
  const char *chain_contribution;
  bool core_ip, strategic_industry, little_giant_field, prohibited_product, integrated_circuit;
  bool standard_taking_part, ledger, body, incentive, training;
  int32_t ip_class1, ip_class1_own, ip_class1_high_value, ip_class1_main_product, ip_class2;
  bool ip_own_research;
  bool reviewed;             /* experts or the industry bureau scored it */
  int32_t expert_scores[12]; /* in the order of data/attributes.csv */
  int32_t local_feature_score, development_score;
} company_profile;

/* How the account on file departs from what can be paid. */
typedef enum account_fault {
  ACCOUNT_RIGHT,
  ACCOUNT_NAME_WIDTH,    /* the same name in other brackets: may be paid */
  ACCOUNT_NAME_OTHER,    /* truly another name */
  ACCOUNT_BANK_CODE,     /* its check digit is wrong */
  ACCOUNT_NUMBER_LETTER, /* a small letter o for a 0 */
  ACCOUNT_ABSENT
} account_fault;

typedef struct company {
  uint64_t index;
  char code[USCC_LENGTH + 1];
  char name[NAME_SIZE];
  char former_name[NAME_SIZE]; /* empty: none */
  char person[PERSON_SIZE], phone[NUMBER_SIZE], address[NAME_SIZE];
  const naming_district *district;
  const trade *trade;
  const char *status; /* 存续 迁出 吊销 注销 */
  civil_date registered_on;
  int64_t capital;
  bool resident, sme, abnormal_list, serious_violation_list, dishonesty_list;
  company_titles titles;
  company_profile profile;
  account_fault account_fault;
  char account_name[NAME_SIZE], account_number[NUMBER_SIZE], bank_code[NUMBER_SIZE];
  const char *bank_name;
  company_year years[SAMPLE_YEARS_MAX];
} company;

void company_make(const sample_plan *plan, uint64_t index, company *out);

/* Parts of company_make, in its order; each uses what the ones before have made. */
void company_make_figures(const sample_plan *plan, random_source *r, company *c);
void company_make_profile(const sample_plan *plan, random_source *r, company *c);
void company_make_titles(const sample_plan *plan, random_source *r, company *c);
void company_make_account(random_source *r, company *c);

#endif
