/* The IP, standing, titles and past awards of a made-up company. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "sample/company.h"
#include "sample/distribution.h"

enum { FEN_PER_YUAN = 100, REVIEW_SCORES = 12 };
#define YUAN(n) (INT64_C(n) * FEN_PER_YUAN)

static civil_date draw_date(random_source *r, int32_t year, int32_t first_month,
                            int32_t last_month) {
  uint8_t month = (uint8_t)random_between(r, first_month, last_month);
  return (civil_date){year, month, (uint8_t)random_between(r, 1, 28)};
}

static const company_year *last_of(const sample_plan *plan, const company *c) {
  return &c->years[plan->year_count - 1];
}

/* R&D of revenue in the last year is at least that many per cent. */
static bool searches(const sample_plan *plan, const company *c, int64_t per_cent) {
  const company_year *last = last_of(plan, c);
  return last->rd_expense > 0 && last->rd_expense >= last->revenue / 100 * per_cent;
}

static void make_ip(const sample_plan *plan, random_source *r, company *c) {
  company_profile *p = &c->profile;
  bool high_tech = c->titles.hnte_valid, searching = searches(plan, c, 1);
  if (high_tech || searching) {
    p->ip_class1 = draw_geometric(r, high_tech ? 250 : 650, 60);
    p->ip_class2 = draw_geometric(r, high_tech ? 70 : 250, 120);
  }
  p->ip_class1_own = (int32_t)random_between(r, p->ip_class1 / 2, p->ip_class1);
  p->ip_class1_high_value = (int32_t)random_between(r, 0, p->ip_class1_own);
  p->ip_class1_main_product = (int32_t)random_between(r, p->ip_class1_own / 2, p->ip_class1_own);
  int32_t all = p->ip_class1 + p->ip_class2;
  p->ip_own_research = all > 0 && (p->ip_class1_own > 0 || draw_per_mille(r, 800));
  p->core_ip = all > 0 && draw_per_mille(r, 930);
}

/* Each within the band that the rules give for what the company has. */
static void make_scores(random_source *r, company_profile *p) {
  static const int8_t HIGHEST[REVIEW_SCORES] = {8, 8, 8, 6, 2, 30, 6, 6, 4, 4, 10, 10};
  const bool possible[REVIEW_SCORES] = {p->core_ip,
                                        p->core_ip,
                                        p->ip_class1 + p->ip_class2 > 0,
                                        p->ip_class1 + p->ip_class2 > 0,
                                        p->standard_taking_part,
                                        true,
                                        p->ledger,
                                        p->body,
                                        p->incentive,
                                        p->training,
                                        true,
                                        true};
  for (size_t i = 0; i < REVIEW_SCORES; i++) {
    p->expert_scores[i] = possible[i] ? (int32_t)random_between(r, HIGHEST[i] / 2, HIGHEST[i]) : 0;
  }
}

void company_make_profile(const sample_plan *plan, random_source *r, company *c) {
  static const char *const CHAIN[] = {"补短板锻长板填空白", "六基老字号或服务龙头", "无", "无"};
  company_profile *p = &c->profile;
  bool high_tech = c->titles.hnte_valid;
  int32_t age = plan->options.last_year + 1 - c->registered_on.year;
  make_ip(plan, r, c);
  p->segment_years = (int32_t)random_between(r, age / 2, age);
  p->digital_systems = (int32_t)random_between(r, 0, high_tech ? 4 : 3);
  p->quality_items = (int32_t)random_between(r, 0, high_tech ? 3 : 2);
  p->market_share_per_mille = draw_geometric(r, high_tech ? 20 : 120, 600);
  p->market_rank = 1 + draw_geometric(r, high_tech ? 90 : 30, 300);
  p->chain_contribution = CHAIN[random_below(r, sizeof CHAIN / sizeof *CHAIN)];
  p->strategic_industry = strcmp(c->trade->tech_field, "其他") != 0 && draw_per_mille(r, 500);
  p->little_giant_field = p->strategic_industry && draw_per_mille(r, 600);
  p->prohibited_product = !high_tech && draw_per_mille(r, 4);
  p->integrated_circuit = strcmp(c->trade->words, "集成电路") == 0;
  p->standard_taking_part = draw_per_mille(r, high_tech ? 180 : 20);
  uint64_t organised = high_tech ? 900 : searches(plan, c, 3) ? 600 : 100;
  p->ledger = draw_per_mille(r, organised);
  p->body = draw_per_mille(r, organised * 8 / 10);
  p->incentive = draw_per_mille(r, organised * 9 / 10);
  p->training = draw_per_mille(r, organised * 9 / 10);
  p->reviewed = !high_tech && searches(plan, c, 4) && draw_per_mille(r, 300);
  make_scores(r, p);
  p->local_feature_score = (int32_t)random_between(r, 3, 15);
  p->development_score = (int32_t)random_between(r, 30, 85);
}

/* Certificates are issued in the last quarter and hold for three years: those of the three last
 * data years are valid on 30 June. */
static void make_certificate(const sample_plan *plan, random_source *r, company *c) {
  company_titles *t = &c->titles;
  bool expired = !t->hnte_valid && searches(plan, c, 2) && draw_per_mille(r, 60) &&
                 c->registered_on.year < plan->options.last_year - 6;
  if (!t->hnte_valid && !expired) return;
  uint64_t ticket = random_below(r, 100);
  int32_t back = (ticket < 36 ? 0 : ticket < 69 ? 1 : 2) + (expired ? 3 : 0);
  t->hnte_from = draw_date(r, plan->options.last_year - back, 10, 12);
  calendar_date_of(
      calendar_day_of((civil_date){t->hnte_from.year + 3, t->hnte_from.month, t->hnte_from.day}) -
          1,
      &t->hnte_to);
  ticket = random_below(r, 100);
  t->hnte_kind = ticket < 45 ? "首次认定" : ticket < 98 ? "重新认定" : "整体迁入";
  snprintf(t->certificate, sizeof t->certificate, "GR%" PRId32 "32%06" PRIu64, t->hnte_from.year,
           900000 + c->index);
  if (back > 0 && draw_per_mille(r, 900)) {
    t->hnte_award_paid = strcmp(t->hnte_kind, "重新认定") == 0 ? YUAN(100000) : YUAN(200000);
  }
}

static void make_growth_titles(const sample_plan *plan, random_source *r, company *c) {
  company_titles *t = &c->titles;
  const company_year *last = last_of(plan, c);
  const company_year *before = plan->year_count > 1 ? last - 1 : last;
  bool growing = t->hnte_valid && last->revenue > YUAN(8000000) &&
                 last->revenue > before->revenue + before->revenue / 8;
  if (growing && draw_per_mille(r, 300)) {
    bool province = draw_per_mille(r, 180);
    t->gazelle_level = province ? "省级" : "市级";
    t->gazelle_on = draw_date(r, plan->options.last_year - (draw_per_mille(r, 550) ? 0 : 1), 9, 12);
    if (province && draw_per_mille(r, 500)) t->gazelle_award_paid = YUAN(100000);
  }
  if (growing && draw_per_mille(r, 18)) {
    bool whole = draw_per_mille(r, 120);
    t->unicorn_level = whole ? "独角兽" : "潜在独角兽";
    t->unicorn_upgraded = whole && draw_per_mille(r, 500);
    t->unicorn_on = draw_date(r, plan->options.last_year - (draw_per_mille(r, 600) ? 0 : 1), 7, 12);
    if (t->unicorn_upgraded) t->unicorn_award_paid = YUAN(500000);
  }
}

static void make_small_titles(const sample_plan *plan, random_source *r, company *c) {
  company_titles *t = &c->titles;
  int32_t year = plan->options.last_year;
  bool holder = t->certificate[0] != '\0';
  if (!holder && searches(plan, c, 2) && draw_per_mille(r, 250)) {
    t->pool_on = draw_date(r, year - (draw_per_mille(r, 550) ? 0 : 1), 6, 10);
  } else if (t->hnte_valid && t->hnte_from.year == year && draw_per_mille(r, 150)) {
    t->pool_on = draw_date(r, year - 1, 6, 10);
  }
  if (c->sme &&
      (t->hnte_valid ? draw_per_mille(r, 350) : searches(plan, c, 3) && draw_per_mille(r, 60))) {
    t->innovative_on = draw_date(r, year - (int32_t)random_below(r, 2), 9, 12);
    if (draw_per_mille(r, 400))
      t->srdi_on = draw_date(r, year - (int32_t)random_below(r, 3), 10, 12);
    if (t->srdi_on.year != 0 && draw_per_mille(r, 80)) {
      t->little_giant_on = draw_date(r, year, 8, 10);
    }
  }
  if (draw_per_mille(r, 2)) t->maker_contest_on = draw_date(r, year - 1, 9, 12);
}

static void make_honours(const sample_plan *plan, random_source *r, company *c) {
  static const char *const BODIES[] = {"国家级", "省级", "省级",    "市级",
                                       "市级",   "市级", "市级以下"};
  company_titles *t = &c->titles;
  int32_t year = plan->options.last_year;
  bool high_tech = t->hnte_valid;
  t->rd_body_level = draw_per_mille(r, high_tech              ? 320
                                       : searches(plan, c, 3) ? 60
                                                              : 3)
                         ? BODIES[random_below(r, sizeof BODIES / sizeof *BODIES)]
                         : "无";
  if (draw_per_mille(r, high_tech ? 25 : 1)) {
    t->award_level = draw_per_mille(r, 150) ? "国家级" : "省级";
    t->award_rank = (int32_t)random_between(r, 1, 8);
    t->award_on = draw_date(r, year - (int32_t)random_below(r, 6), 3, 12);
  }
  if (draw_per_mille(r, high_tech ? 15 : 1)) {
    t->standard_led_on = draw_date(r, year - (int32_t)random_below(r, 7), 1, 12);
  }
  t->innovation_demonstration = high_tech && draw_per_mille(r, 4);
  t->ip_demonstration = high_tech && draw_per_mille(r, 15);
}

void company_make_titles(const sample_plan *plan, random_source *r, company *c) {
  make_certificate(plan, r, c);
  make_growth_titles(plan, r, c);
  make_small_titles(plan, r, c);
  make_honours(plan, r, c);
}
