/* Tables of offices that recognise and pay: science, industry, finance. */
#include <stdio.h>

#include "sample/company_table.h"

/* --- Science bureau: high-tech ---------------------------------------------------------------- */

static const table_column HNTE_COLUMNS[] = {
    {"序号", "-", false},
    {"企业名称", "-", false},
    {"统一社会信用代码", NULL, false},
    {"证书编号", "hnte_certificate", false},
    {"认定类型", "hnte_kind", false},
    {"发证日期", "hnte_valid_from", false},
    {"有效期至", "hnte_valid_to", false},
    {"技术领域", "tech_field", false},
};
#define HNTE_WORDS "\n[values hnte_kind]\n首次 = 首次认定\n再次 = 重新认定\n迁入 = 整体迁入\n"

static bool is_high_tech(const company *c, const company_year *year) {
  (void)year;
  return c->titles.hnte_valid;
}

static bool was_high_tech(const company *c, const company_year *year) {
  (void)year;
  return !c->titles.hnte_valid && c->titles.certificate[0] != '\0';
}

/* The list says 首次 and 再次 for what the rules call 首次认定 and 重新认定. */
static const char *short_kind(const char *kind) {
  if (text_is(text_of(kind), "首次认定")) return "首次";
  return text_is(text_of(kind), "重新认定") ? "再次" : "迁入";
}

static void add_hnte_cells(table_writer *w, const sample_plan *plan, const company *c) {
  (void)plan;
  const company_titles *t = &c->titles;
  char number[NUMBER_SIZE];
  snprintf(number, sizeof number, "%llu", (unsigned long long)c->index + 1);
  table_add_note(w, number);
  table_add_note(w, c->name);
  table_add_code(w, c->code);
  table_add_fixed(w, t->certificate);
  table_add_word(w, short_kind(t->hnte_kind));
  table_add_date(w, t->hnte_from);
  table_add_date(w, t->hnte_to);
  table_add_text(w, c->trade->tech_field);
}

static const table_column POOL_COLUMNS[] = {
    {"统一社会信用代码", NULL, false},
    {"企业名称", "-", false},
    {"入库日期", "hnte_pool_on", false},
};

static bool is_in_pool(const company *c, const company_year *year) {
  (void)year;
  return c->titles.pool_on.year != 0;
}

static void add_pool_cells(table_writer *w, const sample_plan *plan, const company *c) {
  (void)plan;
  table_add_code(w, c->code);
  table_add_note(w, c->name);
  table_add_date(w, c->titles.pool_on);
}

/* --- Science bureau: science-SMEs, R&D bodies, awards, experts ---------------------------------
 */

static const table_column SCIENCE_SME_COLUMNS[] = {
    {"统一社会信用代码", NULL, false},
    {"登记编号", "tech_sme_number", false},
    {"是否入库", "tech_sme", true},
};

static void add_science_sme_cells(table_writer *w, const sample_plan *plan, const company *c) {
  char number[2 * NUMBER_SIZE] = "";
  const company_year *last = &c->years[plan->year_count - 1];
  if (last->tech_sme) {
    snprintf(number, sizeof number, "%d%sX8%07llu", plan->options.last_year,
             c->district->registered, (unsigned long long)c->index);
  }
  table_add_code(w, c->code);
  table_add_text(w, number);
  for (size_t i = 0; i < plan->year_count; i++) table_add_boolean(w, c->years[i].tech_sme);
}

static const table_column HONOUR_COLUMNS[] = {
    {"统一社会信用代码", NULL, false},
    {"研发机构最高级别", "rd_body_level", false},
    {"科技奖励级别", "science_award_level", false},
    {"科技奖励排名", "science_award_rank", false},
    {"获奖日期", "science_award_on", false},
    {"主导标准发布日期", "standard_led_on", false},
    {"国家技术创新示范企业", "innovation_demonstration", false},
};
#define BODY_WORDS                           \
  "\n[values rd_body_level]\n"               \
  "国家级 = 国家级\n省级 = 省级\n" \
  "市级 = 市级\n"                        \
  "市级以下 = 市级以下\n无 = 无\n"

static void add_honour_cells(table_writer *w, const sample_plan *plan, const company *c) {
  (void)plan;
  const company_titles *t = &c->titles;
  table_add_code(w, c->code);
  table_add_word(w, t->rd_body_level);
  table_add_text(w, t->award_level);
  if (t->award_level != NULL) {
    table_add_integer(w, t->award_rank);
  } else {
    table_add_nothing(w);
  }
  table_add_date(w, t->award_on);
  table_add_date(w, t->standard_led_on);
  table_add_boolean(w, t->innovation_demonstration);
}

static const table_column REVIEW_COLUMNS[] = {
    {"统一社会信用代码", NULL, false},
    {"技术先进程度", "expert_ip_advance", false},
    {"核心支持作用", "expert_ip_support", false},
    {"知识产权数量", "expert_ip_count", false},
    {"知识产权获得方式", "expert_ip_source", false},
    {"参与标准制定", "expert_ip_standard", false},
    {"成果转化能力", "expert_transformation", false},
    {"研发制度", "expert_organisation_ledger", false},
    {"研发机构", "expert_organisation_body", false},
    {"激励制度", "expert_organisation_incentive", false},
    {"人员培养", "expert_organisation_training", false},
    {"净资产成长", "expert_growth_assets", false},
    {"销售成长", "expert_growth_sales", false},
};

static bool is_reviewed(const company *c, const company_year *year) {
  (void)year;
  return c->profile.reviewed;
}

static void add_review_cells(table_writer *w, const sample_plan *plan, const company *c) {
  (void)plan;
  table_add_code(w, c->code);
  for (size_t i = 0; i + 1 < sizeof REVIEW_COLUMNS / sizeof *REVIEW_COLUMNS; i++) {
    table_add_integer(w, c->profile.expert_scores[i]);
  }
}

static const table_column GROWTH_COLUMNS[] = {
    {"统一社会信用代码", NULL, false},       {"瞪羚级别", "gazelle_level", false},
    {"瞪羚认定日期", "gazelle_on", false},   {"独角兽类别", "unicorn_level", false},
    {"独角兽认定日期", "unicorn_on", false}, {"由潜在独角兽升级", "title_upgraded", false},
};
#define GROWTH_WORDS                         \
  "\n[values gazelle_level]\n"               \
  "市级瞪羚 = 市级\n市级 = 市级\n" \
  "省级瞪羚 = 省级\n省级 = 省级\n" \
  "\n[values unicorn_level]\n"               \
  "潜在独角兽 = 潜在独角兽\n"      \
  "独角兽 = 独角兽\n"

static bool has_growth_title(const company *c, const company_year *year) {
  (void)year;
  return c->titles.gazelle_level != NULL || c->titles.unicorn_level != NULL;
}

static void add_growth_cells(table_writer *w, const sample_plan *plan, const company *c) {
  (void)plan;
  const company_titles *t = &c->titles;
  table_add_code(w, c->code);
  table_add_word(w, t->gazelle_level);
  table_add_date(w, t->gazelle_on);
  table_add_word(w, t->unicorn_level);
  table_add_date(w, t->unicorn_on);
  if (t->unicorn_level != NULL) {
    table_add_boolean(w, t->unicorn_upgraded);
  } else {
    table_add_nothing(w);
  }
}

/* --- Industry bureau -------------------------------------------------------------------------- */

static const table_column LADDER_COLUMNS[] = {
    {"统一社会信用代码", NULL, false},
    {"创新型中小企业公告日期", "innovative_sme_on", false},
    {"专精特新认定日期", "srdi_on", false},
    {"小巨人认定日期", "little_giant_on", false},
    {"创客中国五百强日期", "maker_contest_on", false},
    {"特色化指标得分", "local_feature_score", false},
    {"发展评价得分", "sme_development_score", false},
};

static bool is_on_ladder(const company *c, const company_year *year) {
  (void)year;
  return c->titles.innovative_on.year != 0 || c->titles.maker_contest_on.year != 0 ||
         c->profile.reviewed;
}

static void add_ladder_cells(table_writer *w, const sample_plan *plan, const company *c) {
  (void)plan;
  const company_titles *t = &c->titles;
  table_add_code(w, c->code);
  table_add_date(w, t->innovative_on);
  table_add_date(w, t->srdi_on);
  table_add_date(w, t->little_giant_on);
  table_add_date(w, t->maker_contest_on);
  table_add_integer(w, c->profile.local_feature_score);
  table_add_integer(w, c->profile.development_score);
}

/* --- Finance ---------------------------------------------------------------------------------- */

static const table_column PAID_COLUMNS[] = {
    {"统一社会信用代码", NULL, false},
    {"高企认定奖励", "hnte_award_paid", false},
    {"瞪羚企业奖励", "gazelle_award_paid", false},
    {"独角兽企业奖励", "unicorn_award_paid", false},
};

static bool was_paid(const company *c, const company_year *year) {
  (void)year;
  const company_titles *t = &c->titles;
  return t->hnte_award_paid + t->gazelle_award_paid + t->unicorn_award_paid != 0;
}

static void add_paid(table_writer *w, int64_t fen) {
  if (fen != 0) {
    table_add_money(w, fen);
  } else {
    table_add_nothing(w);
  }
}

static void add_paid_cells(table_writer *w, const sample_plan *plan, const company *c) {
  (void)plan;
  table_add_code(w, c->code);
  add_paid(w, c->titles.hnte_award_paid);
  add_paid(w, c->titles.gazelle_award_paid);
  add_paid(w, c->titles.unicorn_award_paid);
}

/* --- All of them ------------------------------------------------------------------------------ */

#define SCIENCE_BUREAU .source = "市科技局", .kind = "company", .settings = ""

static const company_table TITLE_TABLES[] = {
    {.definition = {.name = "hnte-list",
                    .form = TABLE_XLSX,
                    .title = "高新技术企业名单（有效期内）",
                    SCIENCE_BUREAU,
                    .sections = HNTE_WORDS,
                    COLUMNS(HNTE_COLUMNS),
                    .date = DATE_SERIAL,
                    .faults =
                        FAULTS_OF_CODE | 1u << FAULT_IMPOSSIBLE_DATE | 1u << FAULT_UNKNOWN_WORD,
                    .damage_copies = true},
     .includes = is_high_tech,
     .add_cells = add_hnte_cells},
    {.definition = {.name = "hnte-expired",
                    .form = TABLE_UTF8,
                    .title = "高新技术企业有效期届满名单",
                    SCIENCE_BUREAU,
                    .sections = HNTE_WORDS,
                    COLUMNS(HNTE_COLUMNS),
                    .date = DATE_MIXED,
                    .faults = FAULTS_OF_CODE,
                    .damage_copies = true},
     .includes = was_high_tech,
     .add_cells = add_hnte_cells},
    {.definition = {.name = "hnte-pool",
                    .form = TABLE_UTF8_MARKED,
                    .title = "高企培育库名单",
                    SCIENCE_BUREAU,
                    .sections = "",
                    COLUMNS(POOL_COLUMNS),
                    .date = DATE_COMPACT,
                    .faults = FAULTS_OF_CODE | 1u << FAULT_IMPOSSIBLE_DATE,
                    .damage_copies = true},
     .includes = is_in_pool,
     .add_cells = add_pool_cells},
    {.definition = {.name = "science-sme",
                    .form = TABLE_UTF8,
                    .title = "科技型中小企业入库比对结果",
                    SCIENCE_BUREAU,
                    .sections = "",
                    COLUMNS(SCIENCE_SME_COLUMNS),
                    .boolean = BOOLEAN_YES_NO,
                    .empty_per_mille = 5,
                    .absent_per_mille = 5,
                    .faults = FAULTS_OF_CODE | 1u << FAULT_UNKNOWN_WORD},
     .add_cells = add_science_sme_cells},
    {.definition = {.name = "research-bodies",
                    .form = TABLE_GB18030,
                    .title = "研发机构、科技奖励与标准",
                    SCIENCE_BUREAU,
                    .sections = BODY_WORDS,
                    COLUMNS(HONOUR_COLUMNS),
                    .date = DATE_CHINESE,
                    .boolean = BOOLEAN_YES_NO,
                    .empty_per_mille = 15,
                    .absent_per_mille = 5,
                    .faults = FAULTS_OF_CODE | 1u << FAULT_UNKNOWN_WORD},
     .add_cells = add_honour_cells},
    {.definition = {.name = "expert-review",
                    .form = TABLE_UTF8,
                    .title = "专家评审打分",
                    SCIENCE_BUREAU,
                    .sections = "",
                    COLUMNS(REVIEW_COLUMNS),
                    .empty_per_mille = 40,
                    .faults = FAULTS_OF_CODE | 1u << FAULT_NOT_A_NUMBER},
     .includes = is_reviewed,
     .add_cells = add_review_cells},
    {.definition = {.name = "growth-firms",
                    .form = TABLE_UTF8_MARKED,
                    .title = "瞪羚、独角兽企业名单",
                    SCIENCE_BUREAU,
                    .sections = GROWTH_WORDS,
                    COLUMNS(GROWTH_COLUMNS),
                    .date = DATE_MIXED,
                    .boolean = BOOLEAN_YES_NO,
                    .faults = FAULTS_OF_CODE | 1u << FAULT_IMPOSSIBLE_DATE,
                    .damage_copies = true},
     .includes = has_growth_title,
     .add_cells = add_growth_cells},
    {.definition = {.name = "sme-ladder",
                    .form = TABLE_GB18030,
                    .title = "优质中小企业梯度培育名单",
                    .source = "市工信局",
                    .kind = "company",
                    .settings = "",
                    .sections = "",
                    COLUMNS(LADDER_COLUMNS),
                    .date = DATE_MIXED,
                    .empty_per_mille = 30,
                    .faults = FAULTS_OF_CODE | 1u << FAULT_IMPOSSIBLE_DATE},
     .includes = is_on_ladder,
     .add_cells = add_ladder_cells},
    {.definition = {.name = "awards-paid",
                    .form = TABLE_UTF8,
                    .title = "以前年度已拨付奖励",
                    .source = "市财政局",
                    .kind = "company",
                    .settings = "unit = 元\n",
                    .sections = "",
                    COLUMNS(PAID_COLUMNS),
                    .money = MONEY_YUAN_SEPARATED,
                    .faults = FAULTS_OF_CODE | 1u << FAULT_NEGATIVE_MONEY,
                    .damage_copies = true},
     .includes = was_paid,
     .add_cells = add_paid_cells},
};

const company_table *title_tables(size_t *count_out) {
  *count_out = sizeof TITLE_TABLES / sizeof *TITLE_TABLES;
  return TITLE_TABLES;
}
