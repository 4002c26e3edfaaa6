/* Amounts in Chinese capitals (大写), as they stand on vouchers and printed notices. */
#ifndef SUDUI_BASE_MONEY_CAPITAL_H
#define SUDUI_BASE_MONEY_CAPITAL_H

#include "base/text_builder.h"

/* "人民币壹仟肆佰零玖元伍角整" is written without the currency's name: "壹仟肆佰零玖元伍角整".
 * One 零 for any run of zeros inside; 整 behind 元 and 角, not behind 分; 负 in front of what is
 * below zero.  `amount_fen` within ±LIMIT_MONEY_FEN.  Source: R-56; 支付结算办法
 * (银发〔1997〕393号) annex 1, rules on writing amounts. */
void money_capital(int64_t amount_fen, text_builder *out);

#endif
