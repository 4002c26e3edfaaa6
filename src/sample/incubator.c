/* One made-up incubator or maker space. */
#include "sample/incubator.h"

#include <string.h>

#include "sample/distribution.h"

/* A stream of random numbers of its own, beside those of the companies. */
static const uint64_t INCUBATOR_STREAM = UINT64_C(1) << 62;

/* Around the line that the rules draw: mostly above, sometimes just below. */
static int64_t draw_around(random_source *r, int64_t line, bool good) {
  if (good) return random_between(r, line, line * 2);
  return random_between(r, line * 4 / 10, line * 11 / 10);
}

static void make_place(random_source *r, bool space, incubator *i) {
  bool good = draw_per_mille(r, 750);
  i->site_area = space ? draw_around(r, 500, good) : draw_around(r, 10000, good);
  i->desks = (int32_t)draw_around(r, 30, draw_per_mille(r, 700));
  int64_t low = draw_per_mille(r, 850) ? 75000 : 60000;
  i->desk_public_area = draw_part(r, i->site_area, low, 95000);
  i->tenant_area = draw_part(r, i->site_area, low, 95000);
}

static void make_means(random_source *r, bool space, incubator *i) {
  bool good = draw_per_mille(r, 800);
  i->typical_cases = (int32_t)draw_around(r, 3, good);
  i->full_time_staff = (int32_t)draw_around(r, 3, good);
  i->service_staff = i->full_time_staff + (int32_t)random_between(r, 2, 12);
  i->professional_staff =
      (int32_t)draw_part(r, i->service_staff, draw_per_mille(r, 800) ? 82000 : 60000, 100000);
  i->mentors = (int32_t)draw_around(r, space ? 3 : 8, good);
  i->seed_fund = draw_around(r, space ? 500000 : 5000000, good) / 1000 * 1000 * 100;
  i->seed_fund_uses = (int32_t)draw_around(r, 3, good);
  i->graduates = (int32_t)draw_around(r, space ? 8 : 20, draw_per_mille(r, 700));
  i->operator_independent = draw_per_mille(r, 960);
  i->legal_person = draw_per_mille(r, space ? 800 : 970);
  i->clear_direction = draw_per_mille(r, 970);
  i->technical_platform = draw_per_mille(r, space ? 200 : 550);
}

static void make_year(random_source *r, bool space, incubator_year *y) {
  bool good = draw_per_mille(r, 750);
  y->tenants = (int32_t)draw_around(r, space ? 18 : 50, good);
  y->teams_hosted = y->tenants + (int32_t)random_between(r, 2, 12);
  y->new_firms = (int32_t)draw_around(r, 10, draw_per_mille(r, 600));
  y->teams_financed = (int32_t)draw_around(r, 5, draw_per_mille(r, 500));
  y->events = (int32_t)draw_around(r, 10, good);
  y->statistics_reported = draw_per_mille(r, 970);
  y->tenants_financed = (int32_t)draw_part(r, y->tenants, 6000, 25000);
  y->tenants_patent_filing = (int32_t)draw_part(r, y->tenants, 35000, 75000);
  y->tenants_valid_ip = (int32_t)draw_part(r, y->tenants, 20000, 60000);
  y->tenants_same_field = (int32_t)draw_part(r, y->tenants, 30000, 95000);
}

void incubator_make(const sample_plan *plan, uint64_t index, incubator *out) {
  static const trade SPACE = {"众创空间", "", ""}, INCUBATOR = {"科技企业孵化器", "", ""};
  uint64_t subject = plan->options.companies + index;
  bool space = index % 5 < 3;
  random_source r;
  random_init_stream(&r, plan->options.seed, INCUBATOR_STREAM + index);
  memset(out, 0, sizeof *out);
  out->district = naming_district_draw(&r);
  naming_code(out->district, plan->options.seed, subject, out->code);
  naming_company(out->district, space ? &SPACE : &INCUBATOR, subject,
                 plan->options.companies + plan->incubators, "有限公司", out->name);
  calendar_date_of(plan->as_of_day - random_between(&r, 300, 3500), &out->operating_since);
  make_place(&r, space, out);
  make_means(&r, space, out);
  for (size_t y = 0; y < plan->year_count; y++) make_year(&r, space, &out->years[y]);
}
