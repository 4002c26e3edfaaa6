/* Treasury vouchers: XML in GBK, the electronic vouchers of centralised treasury payment.
 *
 * A file is <MOF> with one <VoucherBody><Voucher> for each voucher.  Orders are one 5201 (direct
 * payment) and packages of its details in 8207; the bank answers the 5201 with XCheckResult,
 * notifies returns with 2252 (by the receiving bank) and 2203 (refund), and sends the day's
 * movements as 3507, which we answer with 5507: 0 conforms, 1 does not.  Long lists are split into
 * packages: CurPackNo of ChildPackNum.  References back are OriBillNo, OriVouDate, OriPayDate.
 * Source: reliability.md 2.4; docs/payout.md lists the fields of our profile. */
#ifndef SUDUI_PAYOUT_TREASURY_H
#define SUDUI_PAYOUT_TREASURY_H

#include "payout/bank_format.h"

enum { TREASURY_PACKAGE_MAX = 1000 }; /* details of one package */

/* Bank side and ours; the functions of bank_format_treasury.  Same input, same bytes. */
sd_status treasury_write_orders(const bank_orders *orders, text_builder *out, sd_error *error);
sd_status treasury_write_reply(const bank_reply *reply, const bank_orders *about,
                               const bank_stamp *stamp, text_builder *out, sd_error *error);
sd_status treasury_write_statement(const bank_statement *statement, const bank_stamp *stamp,
                                   text_builder *out, sd_error *error);
sd_status treasury_write_advice(const bank_statement *advice, const bank_stamp *stamp,
                                text_builder *out, sd_error *error);

/* Our 5507 to a 3507: how many of its movements do not conform, and why. */
typedef struct treasury_check {
  const char *message;   /* of the 5507 */
  const char *statement; /* VoucherNo of the 3507 */
  const char *account;
  const char *date; /* YYYY-MM-DD */
  const char *division;
  const char *reason; /* "" when all conform */
  int64_t count;      /* of movements */
  int64_t amount_fen; /* Σ of them, without sign */
  int64_t differences;
} treasury_check;
sd_status treasury_write_check(const treasury_check *check, text_builder *out, sd_error *error);

#endif
