/* Made-up names, codes, addresses and accounts that cannot be anybody's. */
#include "sample/naming.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* 180 characters of three bytes each, none twice. */
static const char BRAND_CHARACTERS[] =
    "澜曜翎霖岚珩昱煜琛璟骁翊睿恺皓晟昊辰曦昕霁云鹤鸿雁鹏翔腾跃飞驰骏骥麒麟"
    "锦绣瑞祥嘉禾穗丰茂盛荣华泽润涵澄湛清泉溪涧川江河湖海洋波涛浪潮汐津渡桥"
    "山峰岭岳峻巍磐石玉琼瑶瑾瑜璇玑珠玺金银铜铁钢铂锋锐铭钧钰鑫铎镜"
    "松柏杉桐梓楠樟桂枫榆槐柳竹梅兰菊莲荷芷若芸蕙萱菁蔚芃葳"
    "星月日阳光明亮晖晗旭朗照映影虹霞露霜雪冰雨风雷电火焰炎煌炫"
    "远航启程拓创新博雅安康宁静致诚信合众联同桦橡榕";
enum { BRAND_COUNT = 180, BRAND_BYTES = 3, SERIAL_LETTERS = 6, SERIAL_BASE = 31 };
_Static_assert(sizeof BRAND_CHARACTERS - 1 == (size_t)BRAND_COUNT * BRAND_BYTES,
               "180 characters of three bytes");
_Static_assert((uint64_t)BRAND_COUNT *BRAND_COUNT *BRAND_COUNT == NAMING_SUBJECTS_MAX,
               "three characters tell all subjects apart");

static const trade TRADES[] = {
    {"微电子", "C3972", "电子信息"},
    {"软件", "I6513", "电子信息"},
    {"传感技术", "C4029", "电子信息"},
    {"集成电路", "C3973", "电子信息"},
    {"生物医药", "C2761", "生物与新医药"},
    {"医疗器械", "C3581", "生物与新医药"},
    {"诊断试剂", "C2770", "生物与新医药"},
    {"航空部件", "C3744", "航空航天"},
    {"碳材料", "C3091", "新材料"},
    {"特种合金", "C3240", "新材料"},
    {"高分子材料", "C2651", "新材料"},
    {"检测服务", "M7452", "高技术服务"},
    {"工业设计", "M7491", "高技术服务"},
    {"光伏科技", "C3825", "新能源与节能"},
    {"储能科技", "C3841", "新能源与节能"},
    {"动力电池", "C3841", "新能源与节能"},
    {"环保设备", "C3591", "资源与环境"},
    {"水处理", "C3597", "资源与环境"},
    {"智能装备", "C3491", "先进制造与自动化"},
    {"精密机械", "C3421", "先进制造与自动化"},
    {"轨道交通装备", "C3714", "先进制造与自动化"},
    {"农业机械", "C3572", "先进制造与自动化"},
    {"汽车零部件", "C3670", "先进制造与自动化"},
    {"电机电器", "C3812", "先进制造与自动化"},
    {"商贸", "F5199", "其他"},
    {"物流", "G5990", "其他"},
    {"食品", "C1419", "其他"},
    {"服饰", "C1819", "其他"},
    {"建筑工程", "E4720", "其他"},
    {"印刷包装", "C2319", "其他"},
};

static const naming_district DISTRICTS[] = {
    {"320402", "天宁区", "320402", "常州", 12},    {"320404", "钟楼区", "320404", "常州", 12},
    {"320411", "新北区", "320411", "江苏", 20},    {"320412", "武进区", "320412", "常州", 24},
    {"320413", "金坛区", "320413", "金坛", 9},     {"320481", "溧阳市", "320481", "溧阳", 10},
    {"3204E1", "常州经开区", "320405", "常州", 8}, {"3204E2", "西太湖", "320412", "常州", 5},
};
enum { DISTRICT_COUNT = sizeof DISTRICTS / sizeof *DISTRICTS, WEIGHT_TOTAL = 100 };

const trade *naming_trade(random_source *r) {
  return &TRADES[random_below(r, sizeof TRADES / sizeof *TRADES)];
}

const naming_district *naming_districts(size_t *count_out) {
  *count_out = DISTRICT_COUNT;
  return DISTRICTS;
}

const naming_district *naming_district_draw(random_source *r) {
  uint64_t ticket = random_below(r, WEIGHT_TOTAL);
  size_t i = 0;
  while (ticket >= DISTRICTS[i].weight) ticket -= DISTRICTS[i++].weight;
  return &DISTRICTS[i];
}

void naming_code(const naming_district *d, uint64_t seed, uint64_t index,
                 char code_out[USCC_LENGTH + 1]) {
  static const char LETTERS[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";
  const uint64_t serials = UINT64_C(887503681); /* 31^6 */
  /* A step that shares no factor with 31^6 visits every serial once. */
  uint64_t serial = (index * UINT64_C(548507461) + seed % serials) % serials;
  char body[2 + SERIAL_LETTERS] = "XX";
  for (size_t i = sizeof body; i-- > 2; serial /= SERIAL_BASE) {
    body[i] = LETTERS[serial % SERIAL_BASE];
  }
  bool made = uscc_make(TEXT("91"), text_of(d->registered), (text){body, sizeof body}, code_out);
  assert(made);
  (void)made;
}

static const char *brand_character(uint64_t number) {
  return BRAND_CHARACTERS + number % BRAND_COUNT * BRAND_BYTES;
}

void naming_company(const naming_district *d, const trade *t, uint64_t index, uint64_t subjects,
                    const char *ending, char out[NAME_SIZE]) {
  const uint64_t pairs = (uint64_t)BRAND_COUNT * BRAND_COUNT;
  bool short_brand = subjects <= pairs;
  uint64_t range = short_brand ? pairs : NAMING_SUBJECTS_MAX;
  uint64_t number = (index + 7) * UINT64_C(1299709) % range; /* a prime: no two indices meet */
  snprintf(out, NAME_SIZE, "%s%.3s%.3s%.*s%s（虚构）%s", d->city, brand_character(number),
           brand_character(number / BRAND_COUNT), short_brand ? 0 : BRAND_BYTES,
           brand_character(number / pairs), t->words, ending);
}

void naming_person(random_source *r, char out[PERSON_SIZE]) {
  static const char *const SURNAMES[] = {"虚", "拟", "甲", "乙", "丙",
                                         "丁", "戊", "己", "庚", "辛"};
  static const char *const RARE[] = {"䶮", "㐀", "𠮷"};
  const char *surname = SURNAMES[random_below(r, sizeof SURNAMES / sizeof *SURNAMES)];
  const char *given = brand_character(random_next(r) >> 8);
  if (random_below(r, 250) == 0) {
    snprintf(out, PERSON_SIZE, "%s%s", surname, RARE[random_below(r, 3)]);
  } else {
    snprintf(out, PERSON_SIZE, "%s%.3s%.3s", surname, given, brand_character(random_next(r) >> 8));
  }
}

void naming_address(random_source *r, const naming_district *d, char out[NAME_SIZE]) {
  const char *first = brand_character(random_next(r) >> 8);
  const char *second = brand_character(random_next(r) >> 8);
  snprintf(out, NAME_SIZE, "江苏省常州市%s虚构%.3s%.3s路%" PRIu64 "号", d->name, first, second,
           1 + random_below(r, 999));
}

void naming_phone(random_source *r, char out[NUMBER_SIZE]) {
  snprintf(out, NUMBER_SIZE, "100%08" PRIu64, random_below(r, 100000000));
}

void naming_account(random_source *r, char number_out[NUMBER_SIZE], char bank_out[NUMBER_SIZE],
                    const char **bank_name_out) {
  static const struct {
    const char *code, *name;
  } BANKS[] = {{"102", "工商银行"}, {"103", "农业银行"}, {"104", "中国银行"}, {"105", "建设银行"},
               {"301", "交通银行"}, {"308", "招商银行"}, {"313", "江南银行"}};
  size_t bank = random_below(r, sizeof BANKS / sizeof *BANKS);
  char digits[NUMBER_SIZE];
  uint64_t high = random_below(r, 100000000), low = random_below(r, 100000000);
  snprintf(number_out, NUMBER_SIZE, "000%08" PRIu64 "%08" PRIu64, high, low);
  int size =
      snprintf(digits, sizeof digits, "%s30409%03" PRIu64, BANKS[bank].code, random_below(r, 1000));
  bool made = cnaps_make((text){digits, (size_t)size}, bank_out);
  assert(made);
  (void)made;
  *bank_name_out = BANKS[bank].name;
}
