/* The table of incubators and maker spaces. */
#include "sample/incubator_table.h"

static const table_column INCUBATOR_COLUMNS[] = {
    {"统一社会信用代码", NULL, false},
    {"载体名称", "name", false},
    {"登记状态", "status", false},
    {"所属板块", "district", false},
    {"运营起始日期", "operating_since", false},
    {"独立运营主体", "operator_independent", false},
    {"独立法人", "legal_person", false},
    {"发展方向明确", "clear_direction", false},
    {"专业技术服务平台", "technical_platform", false},
    {"场地面积", "site_area", false},
    {"工位及公共服务面积", "desk_public_area", false},
    {"在孵企业使用面积", "tenant_area", false},
    {"创业工位数", "desks", false},
    {"典型案例数", "typical_cases", false},
    {"专职服务人员", "full_time_staff", false},
    {"孵化服务人员", "service_staff", false},
    {"专业孵化服务人员", "professional_staff", false},
    {"创业导师", "mentors", false},
    {"孵化资金（万元）", "seed_fund", false},
    {"资金使用案例数", "seed_fund_uses", false},
    {"累计毕业企业数", "graduates", false},
    {"按时上报统计数据", "statistics_reported", true},
    {"在孵企业数", "tenants", true},
    {"入驻团队和企业数", "teams_hosted", true},
    {"新注册企业数", "new_firms", true},
    {"获得融资团队和企业数", "teams_financed", true},
    {"活动场次", "events", true},
    {"获得投融资在孵企业数", "tenants_financed", true},
    {"申请专利在孵企业数", "tenants_patent_filing", true},
    {"拥有有效知识产权在孵企业数", "tenants_valid_ip", true},
    {"同一领域在孵企业数", "tenants_same_field", true},
};

static const table_definition INCUBATOR_TABLE = {
    .name = "incubators",
    .form = TABLE_GB18030,
    .title = "孵化载体年报",
    .source = "市科技局",
    .kind = "incubator",
    .settings = "",
    .sections = NAMING_DISTRICT_WORDS,
    .columns = INCUBATOR_COLUMNS,
    .column_count = sizeof INCUBATOR_COLUMNS / sizeof *INCUBATOR_COLUMNS,
    .money = MONEY_WAN,
    .date = DATE_CHINESE,
    .boolean = BOOLEAN_YES_NO,
    .empty_per_mille = 10,
};

const table_definition *incubator_table(void) { return &INCUBATOR_TABLE; }

static void add_years(table_writer *w, const sample_plan *plan, const incubator *i) {
  for (size_t at = 0; at < plan->year_count; at++) {
    const incubator_year *y = &i->years[at];
    table_add_boolean(w, y->statistics_reported);
    table_add_integer(w, y->tenants);
    table_add_integer(w, y->teams_hosted);
    table_add_integer(w, y->new_firms);
    table_add_integer(w, y->teams_financed);
    table_add_integer(w, y->events);
    table_add_integer(w, y->tenants_financed);
    table_add_integer(w, y->tenants_patent_filing);
    table_add_integer(w, y->tenants_valid_ip);
    table_add_integer(w, y->tenants_same_field);
  }
}

void incubator_add_cells(table_writer *w, const sample_plan *plan, const incubator *i) {
  table_add_code(w, i->code);
  table_add_fixed(w, i->name);
  table_add_fixed(w, "存续");
  table_add_fixed(w, i->district->name);
  table_add_date(w, i->operating_since);
  table_add_boolean(w, i->operator_independent);
  table_add_boolean(w, i->legal_person);
  table_add_boolean(w, i->clear_direction);
  table_add_boolean(w, i->technical_platform);
  table_add_integer(w, i->site_area);
  table_add_integer(w, i->desk_public_area);
  table_add_integer(w, i->tenant_area);
  table_add_integer(w, i->desks);
  table_add_integer(w, i->typical_cases);
  table_add_integer(w, i->full_time_staff);
  table_add_integer(w, i->service_staff);
  table_add_integer(w, i->professional_staff);
  table_add_integer(w, i->mentors);
  table_add_money(w, i->seed_fund);
  table_add_integer(w, i->seed_fund_uses);
  table_add_integer(w, i->graduates);
  add_years(w, plan, i);
}
