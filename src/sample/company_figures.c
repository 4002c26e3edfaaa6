/* The yearly figures of a made-up company, drawn together so that they fit each other. */
#include <string.h>

#include "sample/company.h"
#include "sample/distribution.h"

/* Money that several departments state: whole hundreds of yuan. */
enum { FEN_PER_YUAN = 100, GRAIN_FEN = 10000 };
#define YUAN(n) (INT64_C(n) * FEN_PER_YUAN)

static int64_t to_grain(int64_t fen) { return fen / GRAIN_FEN * GRAIN_FEN; }

/* What stays the same over the years of one company. */
typedef struct character {
  int64_t growth_q16, growth_spread_q16; /* of the logarithm, a year */
  int64_t rd_e5;                         /* R&D of revenue, in hundred-thousandths; 0: none */
  int64_t per_head_fen, science_e5, margin_e5, main_e5, hightech_e5, asset_e5, debt_e5, claim_e5;
  bool claims; /* the super-deduction */
} character;

static int64_t draw_rd_e5(random_source *r, bool high_tech, int64_t revenue) {
  if (high_tech) {
    /* Most lie above the line of their size, some just below it. */
    if (revenue <= YUAN(50000000)) return random_between(r, 4700, 11500);
    if (revenue <= YUAN(200000000)) return random_between(r, 3800, 8000);
    return random_between(r, 2850, 5500);
  }
  uint64_t ticket = random_below(r, 100);
  if (ticket < 55) return 0;
  return ticket < 83 ? random_between(r, 300, 3000) : random_between(r, 3000, 9000);
}

/* One draw a statement, here and everywhere: C does not say in which order the parts of an
 * initialiser or the arguments of a call are evaluated. */
static character draw_character(random_source *r, bool high_tech, int64_t revenue) {
  int64_t rd_e5 = draw_rd_e5(r, high_tech, revenue);
  bool candidate = !high_tech && rd_e5 >= 3000; /* might become high-tech */
  character k = {.rd_e5 = rd_e5, .growth_spread_q16 = Q16_ONE / 10};
  k.growth_q16 = draw_normal_q16(r) / 12 + (high_tech ? Q16_ONE / 11 : Q16_ONE / 40);
  k.per_head_fen = draw_log_normal(r, YUAN(850000), 400) + YUAN(50000);
  k.science_e5 = high_tech   ? random_between(r, 8500, 45000)
                 : candidate ? random_between(r, 4000, 38000)
                             : random_between(r, 0, 16000);
  k.margin_e5 = draw_normal_q16(r) * 7000 / Q16_ONE + (high_tech ? 6000 : 3000);
  k.main_e5 = random_between(r, 55000, 100000);
  k.hightech_e5 = high_tech   ? random_between(r, 58000, 98000)
                  : candidate ? random_between(r, 35000, 95000)
                              : random_between(r, 600, 62000);
  k.asset_e5 = random_between(r, 55000, 210000);
  k.debt_e5 = random_between(r, 15000, 88000);
  k.claim_e5 = random_between(r, 78000, 100000);
  k.claims = k.rd_e5 > 0 && !draw_per_mille(r, high_tech ? 40 : 250);
  if (k.main_e5 < 70000 && draw_per_mille(r, 700)) k.main_e5 += 25000;
  return k;
}

static void make_money(random_source *r, const character *k, company_year *y) {
  int64_t revenue = y->revenue;
  y->main_revenue = to_grain(draw_part(r, revenue, k->main_e5 - 500, k->main_e5));
  y->total_income = revenue + draw_part(r, revenue, 0, 3000);
  y->hightech_income = draw_part(r, y->total_income, k->hightech_e5 - 600, k->hightech_e5);
  int64_t margin_e5 = k->margin_e5 + random_between(r, -2500, 2500);
  y->net_profit = (int64_t)((__int128)revenue * margin_e5 / 100000) + random_between(r, 0, 99);
  y->cost_expense = y->total_income - y->net_profit - draw_part(r, revenue, 0, 800);
  if (y->cost_expense < 0) y->cost_expense = 0;
  y->total_assets =
      to_grain(draw_part(r, revenue, k->asset_e5 - 2000, k->asset_e5 + 2000)) + YUAN(100000);
  y->total_liabilities =
      to_grain(draw_part(r, y->total_assets, k->debt_e5 - 1500, k->debt_e5 + 1500));
  y->net_assets = y->total_assets - y->total_liabilities;
  y->equity_financing = draw_per_mille(r, 25) ? YUAN(100000) * random_between(r, 5, 400) : 0;
}

static void make_research(random_source *r, const character *k, company_year *y) {
  y->rd_expense = to_grain(draw_part(r, y->revenue, k->rd_e5 * 9 / 10, k->rd_e5 * 11 / 10));
  y->rd_domestic = to_grain(draw_part(r, y->rd_expense, 90000, 100000));
  if (draw_per_mille(r, 20)) y->rd_domestic = to_grain(draw_part(r, y->rd_expense, 45000, 65000));
  if (k->claims) y->super_deduction = draw_part(r, y->rd_expense, k->claim_e5 - 2000, k->claim_e5);
  y->transformations =
      y->rd_expense == 0 ? 0 : (int32_t)random_between(r, 0, y->rd_expense > YUAN(2000000) ? 8 : 4);
}

static void make_people(random_source *r, const character *k, company_year *y) {
  y->employees = (int32_t)(1 + y->revenue / k->per_head_fen);
  y->science_staff = (int32_t)draw_part(r, y->employees, k->science_e5, k->science_e5 + 1500);
  y->rd_staff = (int32_t)draw_part(r, y->science_staff, 70000, 100000);
  y->insured = (int32_t)draw_part(r, y->employees, 85000, 100000);
}

static void make_standing(random_source *r, bool high_tech, company_year *y) {
  uint64_t rare = high_tech ? 1 : 3;
  y->above_scale = y->revenue >= YUAN(20000000) && draw_per_mille(r, 930);
  y->accident = draw_per_mille(r, rare);
  y->environment_offence = draw_per_mille(r, rare);
  y->other_offence = draw_per_mille(r, rare);
  y->research_dishonesty = draw_per_mille(r, rare);
  y->untrue_material = draw_per_mille(r, rare);
  bool small =
      y->employees <= 500 && y->revenue <= YUAN(200000000) && y->total_assets <= YUAN(200000000);
  bool searching = y->rd_expense > 0 && y->rd_expense >= y->revenue / 100 * 3;
  y->tech_sme = small && searching && draw_per_mille(r, high_tech ? 700 : 550);
}

/* A few companies stand just below, at or just above the lines that real items draw, so that
 * near-misses exist: 1,000,000 yuan of super-deduction, 200,000 of its growth. */
static void put_at_a_line(const sample_plan *plan, random_source *r, company *c) {
  company_year *last = &c->years[plan->year_count - 1];
  uint64_t ticket = random_below(r, 1000);
  int64_t wanted = 0;
  if (last->super_deduction == 0 || last->rd_expense > YUAN(4000000)) return;
  if (ticket < 25) wanted = YUAN(1000000) - YUAN(100) * random_between(r, 1, 600);
  if (ticket >= 25 && ticket < 30) wanted = YUAN(1000000);
  if (ticket >= 30 && ticket < 40) wanted = YUAN(1000000) + YUAN(100) * random_between(r, 1, 100);
  if (wanted != 0) {
    last->super_deduction = wanted;
    if (last->rd_expense < wanted) last->rd_expense = last->rd_domestic = wanted + YUAN(50000);
  }
  company_year *before = plan->year_count > 1 ? last - 1 : NULL;
  if (ticket >= 40 && ticket < 80 && before != NULL && before->exists &&
      last->super_deduction > YUAN(300000)) {
    before->super_deduction =
        last->super_deduction - YUAN(200000) + YUAN(10) * random_between(r, -300, 1500);
    if (before->rd_expense < before->super_deduction) {
      before->rd_expense = before->rd_domestic = to_grain(before->super_deduction) + YUAN(1000);
    }
  }
}

void company_make_figures(const sample_plan *plan, random_source *r, company *c) {
  bool high_tech = c->titles.hnte_valid;
  int64_t revenue =
      draw_log_normal(r, high_tech ? YUAN(32000000) : YUAN(4500000), high_tech ? 1250 : 1600) +
      YUAN(30000);
  character k = draw_character(r, high_tech, revenue);
  for (size_t back = 0; back < plan->year_count; back++) {
    company_year *y = &c->years[plan->year_count - 1 - back];
    int32_t year = plan->options.last_year - (int32_t)back;
    y->exists = c->registered_on.year <= year;
    int64_t first_year_months = 13 - c->registered_on.month;
    y->revenue =
        to_grain(c->registered_on.year == year ? revenue * first_year_months / 12 : revenue);
    if (y->exists) {
      make_money(r, &k, y);
      make_research(r, &k, y);
      make_people(r, &k, y);
      make_standing(r, high_tech, y);
    }
    int64_t growth = k.growth_q16 + draw_normal_q16(r) * k.growth_spread_q16 / Q16_ONE;
    revenue = scale_by_exp(revenue, -growth) + YUAN(1000);
  }
  put_at_a_line(plan, r, c);
  const company_year *last = &c->years[plan->year_count - 1];
  c->sme = last->employees < 1000 || last->revenue < YUAN(400000000);
}
