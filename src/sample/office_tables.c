/* Tables of offices that count: register, tax, statistics, social insurance, IP, credit. */
#include <stdio.h>
#include <string.h>

#include "sample/company_table.h"

/* --- Market regulation ------------------------------------------------------------------------ */

static const table_column REGISTER_COLUMNS[] = {
    {"统一社会信用代码", NULL, false},
    {"企业名称", "name", false},
    {"曾用名", "former_name", false},
    {"登记状态", "status", false},
    {"成立日期", "registered_on", false},
    {"所属板块", "district", false},
    {"住所", "address", false},
    {"行业代码", "industry_code", false},
    {"法定代表人", "legal_representative", false},
    {"联系电话", "contact_phone", false},
    {"注册资本（万元）", "registered_capital", false},
};

static void add_register_cells(table_writer *w, const sample_plan *plan, const company *c) {
  (void)plan;
  bool in_business = strcmp(c->status, "存续") == 0 && c->index % 3 == 0;
  table_add_code(w, c->code);
  table_add_fixed(w, c->name);
  table_add_text(w, c->former_name);
  table_add_fixed(w, in_business ? "在业" : c->status);
  table_add_date(w, c->registered_on);
  table_add_fixed(w, c->district->name);
  table_add_text(w, c->address);
  table_add_text(w, c->trade->industry);
  table_add_text(w, c->person);
  table_add_text(w, c->phone);
  table_add_money(w, c->capital);
}

/* --- Tax -------------------------------------------------------------------------------------- */

static const table_column TAX_COLUMNS[] = {
    {"纳税人识别号", NULL, false},
    {"纳税人名称", "-", false},
    {"居民企业", "resident_enterprise", false},
    {"营业收入", "revenue", true},
    {"销售收入", "sales", true},
    {"收入总额", "total_income", true},
    {"成本费用支出", "cost_expense", true},
    {"净利润", "net_profit, negative", true},
    {"资产总额", "total_assets", true},
    {"负债总额", "total_liabilities", true},
    {"净资产", "net_assets, negative", true},
    {"研发费用", "rd_expense", true},
    {"加计扣除额（元）", "super_deduction", true},
};

static bool exists(const company *c, const company_year *year) {
  (void)c;
  return year->exists;
}

static void add_tax_cells(table_writer *w, const sample_plan *plan, const company *c) {
  (void)plan;
  const company_year *y = &c->years[table_year_index(w)];
  table_add_code(w, c->code);
  table_add_note(w, c->name);
  table_add_boolean(w, c->resident);
  table_add_money(w, y->revenue);
  table_add_money(w, y->revenue);
  table_add_money(w, y->total_income);
  table_add_money(w, y->cost_expense);
  table_add_signed_money(w, y->net_profit);
  table_add_money(w, y->total_assets);
  table_add_money(w, y->total_liabilities);
  table_add_signed_money(w, y->net_assets);
  table_add_money(w, y->rd_expense);
  table_add_money(w, y->super_deduction);
}

/* --- Statistics ------------------------------------------------------------------------------- */

static const table_column STATISTICS_COLUMNS[] = {
    {"序号", "-", false},
    {"统一社会信用代码", NULL, false},
    {"单位详细名称", "-", false},
    {"营业收入", "revenue", true},
    {"主营业务收入", "main_revenue", true},
    {"研究开发费用", "rd_expense", true},
    {"从业人员期末人数", "employees", true},
    {"研究开发人员", "rd_staff", true},
};

static bool is_above_scale(const company *c, const company_year *year) {
  (void)c;
  return year->above_scale;
}

static void add_statistics_cells(table_writer *w, const sample_plan *plan, const company *c) {
  char number[NUMBER_SIZE];
  snprintf(number, sizeof number, "%llu", (unsigned long long)c->index + 1);
  table_add_note(w, number);
  table_add_code(w, c->code);
  table_add_note(w, c->name);
  for (size_t i = 0; i < plan->year_count; i++) {
    const company_year *y = &c->years[i];
    if (!y->exists) {
      for (int cell = 0; cell < 5; cell++) table_add_nothing(w);
      continue;
    }
    table_add_disputed_money(w, y->revenue);
    table_add_money(w, y->main_revenue);
    table_add_disputed_money(w, y->rd_expense);
    table_add_integer(w, y->employees);
    table_add_integer(w, y->rd_staff);
  }
}

static const table_column DIRECTORY_COLUMNS[] = {
    {"统一社会信用代码", NULL, false}, {"单位名称", "-", false},
    {"中小企业", "sme", false},        {"战略性新兴产业", "strategic_industry", false},
    {"规上企业", "above_scale", true},
};

static void add_directory_cells(table_writer *w, const sample_plan *plan, const company *c) {
  table_add_code(w, c->code);
  table_add_note(w, c->name);
  table_add_boolean(w, c->sme);
  table_add_boolean(w, c->profile.strategic_industry);
  for (size_t i = 0; i < plan->year_count; i++) {
    if (c->years[i].exists) {
      table_add_boolean(w, c->years[i].above_scale);
    } else {
      table_add_nothing(w);
    }
  }
}

/* --- Social insurance ------------------------------------------------------------------------- */

static const table_column INSURANCE_COLUMNS[] = {
    {"统一社会信用代码", NULL, false},
    {"单位名称", "-", false},
    {"参保人数", "social_insured", true},
};

static void add_insurance_cells(table_writer *w, const sample_plan *plan, const company *c) {
  table_add_code(w, c->code);
  table_add_note(w, c->name);
  for (size_t i = 0; i < plan->year_count; i++) {
    if (c->years[i].exists) {
      table_add_integer(w, c->years[i].insured);
    } else {
      table_add_nothing(w);
    }
  }
}

/* --- IP --------------------------------------------------------------------------------------- */

static const table_column IP_COLUMNS[] = {
    {"统一社会信用代码", NULL, false},
    {"Ⅰ类知识产权数", "ip_class1", false},
    {"其中自主研发", "ip_class1_own", false},
    {"其中高价值", "ip_class1_high_value", false},
    {"其中主导产品", "ip_class1_main_product", false},
    {"Ⅱ类知识产权数", "ip_class2", false},
    {"自主研发取得", "ip_own_research", false},
    {"核心知识产权", "core_ip", false},
    {"优势或示范企业", "ip_demonstration", false},
};

static void add_ip_cells(table_writer *w, const sample_plan *plan, const company *c) {
  (void)plan;
  const company_profile *p = &c->profile;
  table_add_code(w, c->code);
  table_add_integer(w, p->ip_class1);
  table_add_integer(w, p->ip_class1_own);
  table_add_integer(w, p->ip_class1_high_value);
  table_add_integer(w, p->ip_class1_main_product);
  table_add_integer(w, p->ip_class2);
  table_add_boolean(w, p->ip_own_research);
  table_add_boolean(w, p->core_ip);
  table_add_boolean(w, c->titles.ip_demonstration);
}

/* --- Credit ----------------------------------------------------------------------------------- */

static const table_column CREDIT_COLUMNS[] = {
    {"统一社会信用代码", NULL, false},
    {"经营异常名录", "abnormal_list", false},
    {"严重违法失信名单", "serious_violation_list", false},
    {"失信被执行人", "dishonesty_list", false},
    {"禁止限制淘汰类产品", "prohibited_product", false},
    {"重大安全或质量事故", "major_accident", true},
    {"严重环境违法行为", "environment_offence", true},
    {"其他严重违法行为", "serious_offence", true},
    {"科研严重失信行为", "research_dishonesty", true},
    {"申报材料不实", "untrue_material", true},
};

static void add_credit_cells(table_writer *w, const sample_plan *plan, const company *c) {
  table_add_code(w, c->code);
  table_add_boolean(w, c->abnormal_list);
  table_add_boolean(w, c->serious_violation_list);
  table_add_boolean(w, c->dishonesty_list);
  table_add_boolean(w, c->profile.prohibited_product);
  for (size_t i = 0; i < plan->year_count; i++) {
    const company_year *y = &c->years[i];
    table_add_boolean(w, y->accident);
    table_add_boolean(w, y->environment_offence);
    table_add_boolean(w, y->other_offence);
    table_add_boolean(w, y->research_dishonesty);
    table_add_boolean(w, y->untrue_material);
  }
}

/* --- All of them ------------------------------------------------------------------------------ */

static const company_table OFFICE_TABLES[] = {
    {.definition = {.name = "market-register",
                    .form = TABLE_GB18030,
                    .title = "企业登记信息",
                    .source = "市市场监管局",
                    .kind = "company",
                    .settings = "",
                    .sections =
                        NAMING_DISTRICT_WORDS "\n[values status]\n在业 = 存续\n存续 = 存续\n"
                                              "迁出 = 迁出\n吊销 = 吊销\n注销 = 注销\n",
                    COLUMNS(REGISTER_COLUMNS),
                    .money = MONEY_WAN,
                    .date = DATE_CHINESE,
                    .empty_per_mille = 30,
                    .faults =
                        FAULTS_OF_CODE | 1u << FAULT_NEGATIVE_MONEY | 1u << FAULT_IMPOSSIBLE_DATE,
                    .damage_copies = true},
     .add_cells = add_register_cells},
    {.definition = {.name = "tax",
                    .of_one_year = true,
                    .form = TABLE_UTF8_MARKED,
                    .title = "企业所得税汇算清缴主要数据",
                    .source = "市税务局",
                    .kind = "company",
                    .settings = "unit = 元\n",
                    .sections = "",
                    COLUMNS(TAX_COLUMNS),
                    .money = MONEY_YUAN_SEPARATED,
                    .empty_per_mille = 22,
                    .absent_per_mille = 10,
                    .faults = FAULTS_OF_CODE | 1u << FAULT_NEGATIVE_MONEY |
                              1u << FAULT_NOT_A_NUMBER | 1u << FAULT_UNKNOWN_UNIT},
     .includes = exists,
     .add_cells = add_tax_cells},
    {.definition = {.name = "statistics",
                    .form = TABLE_XLSX,
                    .title = "规模以上企业研发活动情况（单位：万元、人）",
                    .source = "市统计局",
                    .kind = "company",
                    .settings = "unit = 万元\n",
                    .sections = "",
                    COLUMNS(STATISTICS_COLUMNS),
                    .money = MONEY_WAN,
                    .empty_per_mille = 25,
                    .faults =
                        FAULTS_OF_CODE | 1u << FAULT_NEGATIVE_MONEY | 1u << FAULT_NOT_A_NUMBER},
     .includes = is_above_scale,
     .add_cells = add_statistics_cells},
    {.definition = {.name = "statistics-directory",
                    .form = TABLE_UTF8,
                    .title = "基本单位名录",
                    .source = "市统计局",
                    .kind = "company",
                    .settings = "",
                    .sections = "",
                    COLUMNS(DIRECTORY_COLUMNS),
                    .boolean = BOOLEAN_TICK,
                    .empty_per_mille = 20,
                    .absent_per_mille = 8,
                    .faults = FAULTS_OF_CODE | 1u << FAULT_UNKNOWN_WORD},
     .add_cells = add_directory_cells},
    {.definition = {.name = "social-insurance",
                    .form = TABLE_UTF8,
                    .title = "各年末养老保险参保人数",
                    .source = "市人社局",
                    .kind = "company",
                    .settings = "",
                    .sections = "",
                    COLUMNS(INSURANCE_COLUMNS),
                    .full_width = true,
                    .empty_per_mille = 30,
                    .faults = FAULTS_OF_CODE | 1u << FAULT_NOT_A_NUMBER},
     .add_cells = add_insurance_cells},
    {.definition = {.name = "ip-office",
                    .form = TABLE_UTF8_MARKED,
                    .title = "有效知识产权统计",
                    .source = "市知识产权局",
                    .kind = "company",
                    .settings = "",
                    .sections = "",
                    COLUMNS(IP_COLUMNS),
                    .boolean = BOOLEAN_YES_NO,
                    .empty_per_mille = 20,
                    .absent_per_mille = 10,
                    .faults = FAULTS_OF_CODE | 1u << FAULT_NOT_A_NUMBER},
     .add_cells = add_ip_cells},
    {.definition = {.name = "credit",
                    .form = TABLE_GB18030,
                    .title = "信用核查结果",
                    .source = "市信用中心",
                    .kind = "company",
                    .settings = "",
                    .sections = "",
                    COLUMNS(CREDIT_COLUMNS),
                    .boolean = BOOLEAN_HAS,
                    .empty_per_mille = 8,
                    .absent_per_mille = 20,
                    .faults = FAULTS_OF_CODE | 1u << FAULT_UNKNOWN_WORD},
     .add_cells = add_credit_cells},
};

const company_table *office_tables(size_t *count_out) {
  *count_out = sizeof OFFICE_TABLES / sizeof *OFFICE_TABLES;
  return OFFICE_TABLES;
}
