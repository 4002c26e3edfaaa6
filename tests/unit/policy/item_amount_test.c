/* The amounts of an item: what is read of rate, points, bounds and sharing, and what is refused. */
#include "base/messages/policy.h"
#include "policy/item.h"
#include "support/table.h"

#define MODEL(parts)                                                                  \
  "<definitions xmlns=\"https://www.omg.org/spec/DMN/20191111/MODEL/\" "              \
  "xmlns:sudui=\"urn:sudui:item:1\" name=\"m\" namespace=\"n\"><extensionElements>"   \
  "<sudui:item id=\"x\" name=\"n\" owner=\"o\" kind=\"奖补\" "                      \
  "mode=\"申报\" class=\"核校\"><sudui:policy number=\"1\" title=\"t\"/>"         \
  "<sudui:version id=\"2023\"/><sudui:decisions status=\"s\" amount=\"a\"/>"          \
  "<sudui:budget line=\"L\" total=\"1000.00\" whenShort=\"stop\"/>" parts             \
  "<sudui:publication days=\"5\" unit=\"working\"/></sudui:item></extensionElements>" \
  "</definitions>"
#define AMOUNT "<sudui:amount rounding=\"wan\" mode=\"half-up\"/>"

static item_version *read(arena *a, const char *model) {
  item_version *v = NULL;
  sd_error error = {0};
  if (item_read(text_of(model), "x.dmn", a, &v, &error) != SD_OK) fail_msg("%s", error.text[1]);
  return v;
}

static void reads_a_rate_with_its_bounds(void **state) {
  (void)state;
  arena *a = arena_create(0);
  const item_version *v = read(
      a, MODEL("<sudui:amount rounding=\"wan\" mode=\"half-up\" order=\"scale-then-cap\" "
               "rest=\"spread\" parts=\"unit\" type=\"研发投入\"/>"
               "<sudui:rate max=\"5%\" min=\"0.01\" step=\"0.5%\"/>"
               "<sudui:bound attribute=\"local_contribution\" period=\"-1\" share=\"80%\" "
               "clause=\"第三条\"/><sudui:bound attribute=\"tax_paid\" period=\"0\"/>"
               "<sudui:advance share=\"80%\"/><sudui:confirmation required=\"yes\"/>"
               "<sudui:sharing level=\"市=200000.00 区:3 县:1\" remainder=\"区\" pays=\"区\"/>"));
  const item_money *m = &v->money;
  assert_int_equal(m->basis, ITEM_BASIS_RATE);
  assert_int_equal(m->factor.max, 50000);
  assert_int_equal(m->factor.min, 10000);
  assert_int_equal(m->factor.step, 5000);
  assert_int_equal(m->unit, MONEY_UNIT_WAN);
  assert_int_equal(m->mode, ROUNDING_HALF_UP);
  assert_int_equal(v->amount_unit, MONEY_UNIT_FEN); /* the base keeps its fen */
  assert_true(m->scale_then_cap && m->spread && m->parts_in_units && m->needs_confirmation);
  assert_true(text_is(m->type, "研发投入") && text_is(m->pays, "区"));
  assert_int_equal(m->bound_count, 2);
  assert_true(text_is(m->bounds[0].attribute, "local_contribution"));
  assert_int_equal(m->bounds[0].period_offset, -1);
  assert_int_equal(m->bounds[0].share_ppm, 800000);
  assert_true(text_is(m->bounds[0].clause, "第三条"));
  assert_int_equal(m->bounds[1].share_ppm, 1000000);
  assert_int_equal(m->advance_ppm, 800000);
  assert_int_equal(v->share_count, 3);
  assert_int_equal(v->shares[0].fixed_fen, 20000000);
  assert_int_equal(v->shares[0].weight, 0);
  assert_int_equal(v->shares[1].weight, 3);
  arena_destroy(a);
}

static void reads_points_and_defaults(void **state) {
  (void)state;
  arena *a = arena_create(0);
  const item_version *v = read(a, MODEL(AMOUNT "<sudui:points max=\"10000.00\" step=\"100.00\"/>"));
  assert_int_equal(v->money.basis, ITEM_BASIS_POINTS);
  assert_int_equal(v->money.factor.max, 1000000);
  assert_int_equal(v->money.factor.step, 10000);
  v = read(a, MODEL(AMOUNT));
  assert_int_equal(v->money.basis, ITEM_BASIS_AMOUNT);
  assert_int_equal(v->amount_unit, MONEY_UNIT_WAN);
  assert_int_equal(v->money.unit, MONEY_UNIT_WAN);
  assert_false(v->money.scale_then_cap || v->money.spread || v->money.parts_in_units);
  assert_int_equal(v->money.advance_ppm, 0);
  arena_destroy(a);
}

static const struct {
  const char *name;
  const char *model;
  message_id message;
} REFUSED[] = {
    {"rate without maximum", MODEL(AMOUNT "<sudui:rate step=\"1%\"/>"), MESSAGE_POLICY_MISSING},
    {"rate above the whole", MODEL(AMOUNT "<sudui:rate max=\"105%\"/>"), MESSAGE_POLICY_BAD_SHARE},
    {"rate finer than a millionth", MODEL(AMOUNT "<sudui:rate max=\"0.00005%\"/>"),
     MESSAGE_POLICY_BAD_SHARE},
    {"minimum above maximum", MODEL(AMOUNT "<sudui:rate max=\"5%\" min=\"6%\" step=\"1%\"/>"),
     MESSAGE_POLICY_BAD_FACTOR},
    {"off the steps", MODEL(AMOUNT "<sudui:rate max=\"5%\" step=\"3%\"/>"),
     MESSAGE_POLICY_BAD_FACTOR},
    {"minimum without step", MODEL(AMOUNT "<sudui:rate max=\"5%\" min=\"1%\"/>"),
     MESSAGE_POLICY_BAD_FACTOR},
    {"rate and points", MODEL(AMOUNT "<sudui:rate max=\"5%\"/><sudui:points max=\"1.00\"/>"),
     MESSAGE_POLICY_BAD_FACTOR},
    {"no such order", MODEL("<sudui:amount rounding=\"wan\" mode=\"down\" order=\"first\"/>"),
     MESSAGE_POLICY_NO_SUCH_WORD},
    {"bound without attribute", MODEL(AMOUNT "<sudui:bound share=\"80%\"/>"),
     MESSAGE_POLICY_MISSING},
    {"bound in the future", MODEL(AMOUNT "<sudui:bound attribute=\"tax_paid\" period=\"1\"/>"),
     MESSAGE_POLICY_BAD_NUMBER},
    {"level without weight", MODEL(AMOUNT "<sudui:sharing level=\"市\" remainder=\"市\"/>"),
     MESSAGE_POLICY_BAD_SHARING},
    {"level twice", MODEL(AMOUNT "<sudui:sharing level=\"市:1 市:2\" remainder=\"市\"/>"),
     MESSAGE_POLICY_BAD_SHARING},
    {"fixed part of nothing", MODEL(AMOUNT "<sudui:sharing level=\"市=0\" remainder=\"市\"/>"),
     MESSAGE_POLICY_BAD_SHARING},
    {"payer that shares nothing",
     MODEL(AMOUNT "<sudui:sharing level=\"市:1\" remainder=\"市\" pays=\"区\"/>"),
     MESSAGE_POLICY_BAD_SHARING},
    {"advance of all and more", MODEL(AMOUNT "<sudui:advance share=\"120%\"/>"),
     MESSAGE_POLICY_BAD_SHARE},
    {"confirmation perhaps", MODEL(AMOUNT "<sudui:confirmation required=\"maybe\"/>"),
     MESSAGE_POLICY_NO_SUCH_WORD},
};

static void refuses_what_cannot_be(void **state) {
  (void)state;
  arena *a = arena_create(0);
  for (size_t i = 0; i < COUNT_OF(REFUSED); i++) {
    item_version *v = NULL;
    sd_error error = {0};
    CHECK_ROW(REFUSED[i].name,
              item_read(text_of(REFUSED[i].model), "x.dmn", a, &v, &error) == SD_INVALID);
    CHECK_ROW(REFUSED[i].name, error.message == REFUSED[i].message && error.line == 1);
  }
  arena_destroy(a);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(reads_a_rate_with_its_bounds),
      cmocka_unit_test(reads_points_and_defaults),
      cmocka_unit_test(refuses_what_cannot_be),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
