/* Writes random bank files with the program's own writer, and beside them what each must sum to.
 *
 * usage: batches FOLDER COUNT [SEED]     FOLDER/N.xml, and FOLDER/sums.csv: file,payments,fen */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/random.h"
#include "payout/pain001.h"
#include "payout/reference.h"

enum { PAYMENTS_MAX = 30, NAME_SIZE = 600 };

/* Names as registers hold them: with marks that XML escapes, wide forms, rare characters. */
static void any_name(random_source *r, char out[NAME_SIZE], int characters_max) {
  static const char *const PIECES[] = {"常州", "科技", "有限公司", "（中国）", "A&B", "<x>",
                                       "\"",   "'",    " ",        "𠮷",       "㐀",  "·",
                                       "Ａ",   "ü",    "]]>",      "股份",     "-",   "9"};
  out[0] = '\0';
  int used = 0, wanted = (int)random_between(r, 1, characters_max / 4);
  for (; used < wanted; used++) {
    strcat(out, PIECES[random_below(r, sizeof PIECES / sizeof PIECES[0])]);
  }
  strcat(out, "司");
}

static int64_t any_amount(random_source *r) {
  int64_t most = LIMIT_MONEY_FEN / PAYMENTS_MAX >> random_below(r, 45);
  return random_between(r, 1, most > 0 ? most : 1);
}

static bool write_batch(random_source *r, const char *folder, int number, FILE *sums) {
  int64_t count = random_between(r, 1, PAYMENTS_MAX), fen[PAYMENTS_MAX], sum = 0;
  for (int64_t i = 0; i < count; i++) sum += fen[i] = any_amount(r);
  char message[REFERENCE_SIZE], seed[40], date[32], payer[NAME_SIZE];
  snprintf(seed, sizeof seed, "batch-%d", number);
  reference_message(seed, message);
  snprintf(date, sizeof date, "20%02d-%02d-%02d", (int)random_between(r, 24, 40),
           (int)random_between(r, 1, 12), (int)random_between(r, 1, 28));
  any_name(r, payer, 60);
  pain001_header header = {.message = message,
                           .created = "2026-11-23T09:00:00Z",
                           .execution_date = date,
                           .initiator = payer,
                           .debtor_name = payer,
                           .debtor_account = "3204001000000001",
                           .debtor_bank_code = "011304000012",
                           .count = count,
                           .sum_fen = sum};
  text_builder out;
  pain001_writer w;
  text_builder_init(&out, 1 << 20);
  bool done = pain001_begin(&w, &out, &header, NULL) == SD_OK;
  for (int64_t i = 0; i < count && done; i++) {
    char reference[REFERENCE_SIZE], instruction[REFERENCE_SIZE], uetr[UETR_SIZE], name[NAME_SIZE];
    char account[40], remittance[NAME_SIZE];
    snprintf(seed, sizeof seed, "%d/%" PRId64, number, i);
    reference_end_to_end(seed, (int)random_between(r, 1, 9), reference);
    reference_instruction(message, i + 1, instruction);
    reference_uetr(reference, uetr);
    any_name(r, name, 100);
    any_name(r, remittance, 100);
    snprintf(account, sizeof account, "%" PRIu64, random_next(r));
    bank_payment payment = {.instruction = instruction,
                            .end_to_end = reference,
                            .uetr = uetr,
                            .amount_fen = fen[i],
                            .creditor_bank_code = "307331002584",
                            .creditor_name = name,
                            .creditor_account = account,
                            .remittance = random_chance(r, 1, 3) ? NULL : remittance};
    done = pain001_add(&w, &payment, NULL) == SD_OK;
  }
  done = done && pain001_end(&w, NULL) == SD_OK;
  char path[400];
  snprintf(path, sizeof path, "%s/%d.xml", folder, number);
  FILE *file = done ? fopen(path, "wb") : NULL;
  done = file != NULL && fwrite(out.data, 1, out.size, file) == out.size && fclose(file) == 0;
  text_builder_release(&out);
  fprintf(sums, "%d.xml,%" PRId64 ",%" PRId64 "\n", number, count, sum);
  return done;
}

int main(int argc, char **argv) {
  if (argc < 3) return 64;
  char path[400];
  snprintf(path, sizeof path, "%s/sums.csv", argv[1]);
  FILE *sums = fopen(path, "w");
  if (sums == NULL) return 74;
  random_source r;
  random_init(&r, argc > 3 ? strtoull(argv[3], NULL, 10) : 1);
  for (int i = 0; i < atoi(argv[2]); i++) {
    if (!write_batch(&r, argv[1], i, sums)) {
      fprintf(stderr, "batch %d cannot be written\n", i);
      return 1;
    }
  }
  return fclose(sums) == 0 ? 0 : 74;
}
