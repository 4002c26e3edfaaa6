/* Tables of the companies themselves and of those who check them: declarations, accounts, audits.
 */
#include "sample/company_table.h"

static bool exists_in(const company *c, const company_year *year) {
  (void)c;
  return year->exists;
}

/* --- Yearly declaration ------------------------------------------------------------------------
 */

static const table_column DECLARED_COLUMNS[] = {
    {"统一社会信用代码", NULL, false},
    {"企业名称", "-", false},
    {"营业收入", "revenue", true},
    {"主营业务收入", "main_revenue", true},
    {"销售收入", "sales", true},
    {"高新技术产品（服务）收入", "hightech_income", true},
    {"资产总额", "total_assets", true},
    {"负债总额", "total_liabilities", true},
    {"研发费用", "rd_expense", true},
    {"境内研发费用", "rd_expense_domestic", true},
    {"新增股权融资额", "equity_financing", true},
    {"职工总数", "employees", true},
    {"科技人员数", "science_staff", true},
    {"研发人员数", "rd_staff", true},
    {"科技成果转化数", "transformations", true},
};

static void add_declared_cells(table_writer *w, const sample_plan *plan, const company *c) {
  (void)plan;
  const company_year *y = &c->years[table_year_index(w)];
  table_add_code(w, c->code);
  table_add_note(w, c->name);
  table_add_disputed_money(w, y->revenue);
  table_add_money(w, y->main_revenue);
  table_add_disputed_money(w, y->revenue);
  table_add_money(w, y->hightech_income);
  table_add_disputed_money(w, y->total_assets);
  table_add_disputed_money(w, y->total_liabilities);
  table_add_disputed_money(w, y->rd_expense);
  table_add_money(w, y->rd_domestic);
  table_add_money(w, y->equity_financing);
  table_add_integer(w, y->employees);
  table_add_integer(w, y->science_staff);
  table_add_integer(w, y->rd_staff);
  table_add_integer(w, y->transformations);
}

/* --- Profile -----------------------------------------------------------------------------------
 */

static const table_column PROFILE_COLUMNS[] = {
    {"统一社会信用代码", NULL, false},
    {"技术领域", "tech_field", false},
    {"产业链贡献", "chain_contribution", false},
    {"重点领域产品", "little_giant_field", false},
    {"集成电路企业", "integrated_circuit", false},
    {"从事细分市场年限", "segment_years", false},
    {"细分市场占有率", "market_share", false},
    {"细分市场排名", "market_rank", false},
    {"业务系统云化项数", "digital_systems", false},
    {"质量管理项数", "quality_items", false},
    {"参与编制标准", "standard_taking_part", false},
    {"研发制度和辅助账", "organisation_ledger", false},
    {"研发机构和产学研", "organisation_body", false},
    {"转化激励制度", "organisation_incentive", false},
    {"人员培养制度", "organisation_training", false},
};
#define CHAIN_WORDS                                                                            \
  "\n[values chain_contribution]\n补短板锻长板填空白 = 补短板锻长板填空白\n" \
  "六基老字号或服务龙头 = 六基老字号或服务龙头\n无 = 无\n"

static void add_profile_cells(table_writer *w, const sample_plan *plan, const company *c) {
  (void)plan;
  const company_profile *p = &c->profile;
  table_add_code(w, c->code);
  table_add_text(w, c->trade->tech_field);
  table_add_word(w, p->chain_contribution);
  table_add_boolean(w, p->little_giant_field);
  table_add_boolean(w, p->integrated_circuit);
  table_add_integer(w, p->segment_years);
  table_add_percent(w, p->market_share_per_mille);
  table_add_integer(w, p->market_rank);
  table_add_integer(w, p->digital_systems);
  table_add_integer(w, p->quality_items);
  table_add_boolean(w, p->standard_taking_part);
  table_add_boolean(w, p->ledger);
  table_add_boolean(w, p->body);
  table_add_boolean(w, p->incentive);
  table_add_boolean(w, p->training);
}

/* --- Special audit -----------------------------------------------------------------------------
 */

static const table_column AUDIT_COLUMNS[] = {
    {"统一社会信用代码", NULL, false},
    {"审计认定研发费用（元）", "rd_expense", true},
};

static bool is_audited(const company *c, const company_year *year) {
  (void)year;
  return c->titles.hnte_valid;
}

static void add_audit_cells(table_writer *w, const sample_plan *plan, const company *c) {
  table_add_code(w, c->code);
  for (size_t i = 0; i < plan->year_count; i++) {
    if (c->years[i].exists) {
      table_add_disputed_money(w, c->years[i].rd_expense);
    } else {
      table_add_nothing(w);
    }
  }
}

/* --- Accounts ----------------------------------------------------------------------------------
 */

static const table_column ACCOUNT_COLUMNS[] = {
    {"统一社会信用代码", NULL, false},      {"户名", "bank_account_name", false},
    {"账号", "bank_account_number", false}, {"开户银行", "-", false},
    {"联行号", "bank_code", false},
};

static bool has_account(const company *c, const company_year *year) {
  (void)year;
  return c->account_fault != ACCOUNT_ABSENT;
}

static void add_account_cells(table_writer *w, const sample_plan *plan, const company *c) {
  (void)plan;
  table_add_code(w, c->code);
  table_add_fixed(w, c->account_name);
  table_add_fixed(w, c->account_number);
  table_add_note(w, c->bank_name);
  table_add_fixed(w, c->bank_code);
}

/* --- All of them -------------------------------------------------------------------------------
 */

static const company_table DECLARATION_TABLES[] = {
    {.definition = {.name = "declared",
                    .of_one_year = true,
                    .form = TABLE_UTF8_MARKED,
                    .title = "企业年度申报数据",
                    .source = "企业申报",
                    .kind = "company",
                    .settings = "",
                    .sections = "",
                    COLUMNS(DECLARED_COLUMNS),
                    .money = MONEY_WITH_UNIT,
                    .empty_per_mille = 22,
                    .absent_per_mille = 10,
                    .faults = FAULTS_OF_CODE | 1u << FAULT_UNKNOWN_UNIT |
                              1u << FAULT_NEGATIVE_MONEY | 1u << FAULT_NOT_A_NUMBER},
     .includes = exists_in,
     .add_cells = add_declared_cells},
    {.definition = {.name = "profile",
                    .form = TABLE_UTF8,
                    .title = "企业基本情况申报",
                    .source = "企业申报",
                    .kind = "company",
                    .settings = "",
                    .sections = CHAIN_WORDS,
                    COLUMNS(PROFILE_COLUMNS),
                    .boolean = BOOLEAN_YES_NO,
                    .empty_per_mille = 20,
                    .absent_per_mille = 10,
                    .faults = FAULTS_OF_CODE | 1u << FAULT_UNKNOWN_WORD | 1u << FAULT_NOT_A_NUMBER},
     .add_cells = add_profile_cells},
    {.definition = {.name = "audit-rd",
                    .form = TABLE_UTF8,
                    .title = "研发费用专项审计结果",
                    .source = "会计师事务所",
                    .kind = "company",
                    .settings = "",
                    .sections = "",
                    COLUMNS(AUDIT_COLUMNS),
                    .money = MONEY_YUAN,
                    .empty_per_mille = 30,
                    .faults = FAULTS_OF_CODE | 1u << FAULT_NOT_A_NUMBER},
     .includes = is_audited,
     .add_cells = add_audit_cells},
    {.definition = {.name = "bank-accounts",
                    .form = TABLE_UTF8_MARKED,
                    .title = "政企通平台收款账户",
                    .source = "政企通平台",
                    .kind = "company",
                    .settings = "",
                    .sections = "",
                    COLUMNS(ACCOUNT_COLUMNS),
                    .faults = FAULTS_OF_CODE},
     .includes = has_account,
     .add_cells = add_account_cells},
};

const company_table *declaration_tables(size_t *count_out) {
  *count_out = sizeof DECLARATION_TABLES / sizeof *DECLARATION_TABLES;
  return DECLARATION_TABLES;
}
