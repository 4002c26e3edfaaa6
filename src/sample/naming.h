/* Made-up names, codes, addresses and accounts that cannot be anybody's.
 *
 * A company is called 常州澜曜智能装备（虚构）有限公司: （虚构） means made up, and no registered
 * name has it.  A credit code is right in its form, but its serial begins with XX: issued serials
 * are eight digits or begin with MA and the letters after it, to our knowledge.  A phone number
 * begins with 100, an account number with 000, a certificate's serial with 9, a bank's branch
 * with 9. */
#ifndef SUDUI_SAMPLE_NAMING_H
#define SUDUI_SAMPLE_NAMING_H

#include "base/identifier.h"
#include "base/random.h"

enum { NAME_SIZE = 128, PERSON_SIZE = 24, NUMBER_SIZE = 24 };

/* How many subjects can be told apart by name, also the most that a city may have. */
#define NAMING_SUBJECTS_MAX UINT64_C(5832000)

/* What a company does: the words of its name, and what goes with them. */
typedef struct trade {
  const char *words;      /* 智能装备 */
  const char *industry;   /* GB/T 4754-2017, section and four digits */
  const char *tech_field; /* of the eight fields, or 其他 */
} trade;
const trade *naming_trade(random_source *r);

typedef struct naming_district {
  const char *area;       /* the code of data/areas.csv */
  const char *name;       /* as officials write it */
  const char *registered; /* area digits of its companies' credit codes, always official */
  const char *city;       /* first part of names */
  uint32_t weight;        /* of 100 */
} naming_district;
/* Of Changzhou, zones without a code of their own included. */
const naming_district *naming_districts(size_t *count_out);
const naming_district *naming_district_draw(random_source *r);

/* The same as a section of a mapping file: what officials write, and the code it means. */
#define NAMING_DISTRICT_WORDS  \
  "\n[values district]\n"      \
  "天宁区 = 320402\n"       \
  "钟楼区 = 320404\n"       \
  "新北区 = 320411\n"       \
  "武进区 = 320412\n"       \
  "金坛区 = 320413\n"       \
  "溧阳市 = 320481\n"       \
  "常州经开区 = 3204E1\n" \
  "西太湖 = 3204E2\n"

/* Valid by base/identifier; different for different `index` below NAMING_SUBJECTS_MAX. */
void naming_code(const naming_district *d, uint64_t seed, uint64_t index,
                 char code_out[USCC_LENGTH + 1]);
/* Different for different `index` below `subjects`; `ending` is 有限公司 or the like. */
void naming_company(const naming_district *d, const trade *t, uint64_t index, uint64_t subjects,
                    const char *ending, char out[NAME_SIZE]);
/* One name in 250 has a character outside of GBK. */
void naming_person(random_source *r, char out[PERSON_SIZE]);
void naming_address(random_source *r, const naming_district *d, char out[NAME_SIZE]);
void naming_phone(random_source *r, char out[NUMBER_SIZE]);
void naming_account(random_source *r, char number_out[NUMBER_SIZE], char bank_out[NUMBER_SIZE],
                    const char **bank_name_out);

#endif
