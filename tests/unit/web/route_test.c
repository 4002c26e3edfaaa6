/* Which request is whose: the table of routes, cell by cell. */
#include "support/table.h"
#include "web/site.h"

static void requests_find_their_routes(void **state) {
  (void)state;
  static const struct {
    web_method method;
    const char *path, *page, *piece;
  } cases[] = {{WEB_GET, "/", "home", NULL},
               {WEB_GET, "/policies/srdi", "policy", "srdi"},
               {WEB_GET, "/policies/", NULL, NULL},
               {WEB_GET, "/policies", NULL, NULL},
               {WEB_GET, "/policies/a/b", NULL, NULL},
               {WEB_GET, "/company", "company", NULL},
               {WEB_GET, "/company/items/tech-sme", "company-item", "tech-sme"},
               {WEB_GET, "/companyx", NULL, NULL},
               {WEB_GET, "/logout", NULL, NULL},
               {WEB_POST, "/logout", "login", NULL},
               {WEB_POST, "/", NULL, NULL},
               {WEB_METHOD_OTHER, "/", NULL, NULL}};
  for (size_t i = 0; i < COUNT_OF(cases); i++) {
    text pieces[ROUTE_PIECES_MAX] = {{NULL, 0}};
    const web_route *r = web_route_find(cases[i].method, text_of(cases[i].path), pieces);
    CHECK_ROW(cases[i].path, (r != NULL) == (cases[i].page != NULL));
    CHECK_ROW(cases[i].path, r == NULL || strcmp(r->page, cases[i].page) == 0);
    CHECK_ROW(cases[i].path, cases[i].piece == NULL || text_is(pieces[0], cases[i].piece));
  }
}

/* Who may what, written a second time by hand: a change of routes.def has to be meant. */
static void each_role_and_route(void **state) {
  (void)state;
  static const struct {
    const char *key;   /* method letter and path */
    const char *roles; /* a letter each: Company Policy Finance Leader aUditor System seCurity
                          auDit administrator, - nobody logged in */
  } table[] = {
      {"G/", "-CPFLUSKD"},
      {"G/policies/{}", "-CPFLUSKD"},
      {"G/policies/{}/calculator", "-CPFLUSKD"},
      {"G/notices/{}", "-CPFLUSKD"},
      {"G/notices/{}/objection", "-CPFLUSKD"},
      {"P/notices/{}/objection", "-CPFLUSKD"},
      {"G/notices/{}/{}", "-CPFLUSKD"},
      {"G/open", "-CPFLUSKD"},
      {"G/open/{}", "-CPFLUSKD"},
      {"G/login", "-CPFLUSKD"},
      {"P/login", "-CPFLUSKD"},
      {"P/logout", "CPFLUSKD"},
      {"G/password", "CPFLUSKD"},
      {"P/password", "CPFLUSKD"},
      {"P/password/sessions", "CPFLUSKD"},
      {"G/company", "C"},
      {"G/company/near", "C"},
      {"G/company/items/{}", "C"},
      {"G/company/items/{}/confirmation", "C"},
      {"P/company/items/{}/confirmation", "C"},
      {"G/company/items/{}/objection", "C"},
      {"P/company/items/{}/objection", "C"},
      {"G/company/facts", "C"},
      {"G/openapi.json", "-CPFLUSKD"},
      {"G/company/facts/report", "C"},
      {"P/company/facts/report", "C"},
      {"G/company/messages", "C"},
      {"P/company/messages", "C"},
      {"G/reports", "P"},
      {"P/reports", "P"},
      {"G/jobs/{}", "CPFLUSKD"},
      {"G/jobs/{}/events", "CPFLUSKD"},
      {"G/city", "PFLU"},
      {"G/city/tables/{}", "PFLU"},
      {"G/lists/{}", "PFLU"},
      {"G/items", "PLU"},
      {"G/items/{}/{}", "PLU"},
      {"P/items/{}/{}", "P"},
      {"G/items/{}/{}/model", "PLU"},
      {"G/items/{}/{}/simulate", "PLU"},
      {"G/items/{}/{}/run", "P"},
      {"P/items/{}/{}/run", "P"},
      {"G/items/{}/{}/edit", "P"},
      {"G/list-work", "PLU"},
      {"G/list-work/{}", "PLU"},
      {"P/list-work/{}", "P"},
      {"G/list-work/{}/{}", "PLU"},
      {"G/objections/{}/evidence", "PU"},
      {"P/items/{}/{}/edit", "P"},
      {"P/items/{}/{}/check", "P"},
      {"G/lists/{}/{}", "PFLU"},
      {"G/finance", "F"},
      {"G/finance/budget", "F"},
      {"P/finance/budget", "F"},
      {"G/finance/orders", "F"},
      {"G/finance/orders/{}", "F"},
      {"P/finance/orders/{}", "F"},
      {"G/finance/lists", "F"},
      {"G/finance/lists/{}", "F"},
      {"P/finance/lists/{}", "F"},
      {"G/finance/accounts/{}", "F"},
      {"P/finance/accounts/{}", "F"},
      {"G/finance/files", "F"},
      {"G/finance/files/{}", "F"},
      {"P/finance/files/{}", "F"},
      {"G/finance/files/{}/bytes", "F"},
      {"G/finance/statements", "F"},
      {"P/finance/statements", "F"},
      {"G/finance/statements/{}", "F"},
      {"G/finance/exceptions", "F"},
      {"G/finance/exceptions/{}", "F"},
      {"P/finance/exceptions/{}", "F"},
      {"G/finance/returns", "F"},
      {"G/finance/clawbacks", "F"},
      {"P/finance/clawbacks", "F"},
      {"G/finance/clawbacks/{}", "F"},
      {"P/finance/clawbacks/{}", "F"},
      {"G/finance/proof", "F"},
      {"G/finance/proof/csv", "F"},
      {"G/approvals", "PFLKD"},
      {"G/approvals/{}", "PFLKD"},
      {"P/approvals/{}", "PFLKD"},
      {"G/audit", "UD"},
      {"G/audit/entries/{}", "UD"},
      {"G/audit/looks", "UD"},
      {"G/audit/files/{}", "UD"},
      {"P/audit/verify", "UD"},
      {"P/audit/replay", "U"},
      {"G/audit/draws", "U"},
      {"P/audit/draws", "U"},
      {"G/audit/draws/{}", "U"},
      {"G/audit/draws/{}/file", "U"},
      {"G/accounts", "KD"},
      {"P/accounts", "K"},
      {"P/accounts/add", "K"},
      {"P/accounts/reset", "K"},
      {"P/accounts/agree", "KD"},
      {"G/sessions", "K"},
      {"P/sessions", "K"},
      {"G/system", "S"},
      {"P/system/backup", "S"},
      {"P/system/check", "S"},
  };
  static const struct {
    char letter;
    role_set roles;
  } roles[] = {{'-', 0},
               {'C', ROLE_COMPANY},
               {'P', ROLE_POLICY},
               {'F', ROLE_FINANCE},
               {'L', ROLE_LEADER},
               {'U', ROLE_AUDITOR},
               {'S', ROLE_SYSTEM_ADMIN},
               {'K', ROLE_SECURITY_ADMIN},
               {'D', ROLE_AUDIT_ADMIN}};
  size_t routes = 0;
  for (const web_route *r = web_routes(); r->path != NULL; r++, routes++) {
    char key[100];
    snprintf(key, sizeof key, "%c%s", r->method == WEB_GET ? 'G' : 'P', r->path);
    size_t row = 0;
    while (row < COUNT_OF(table) && strcmp(table[row].key, key) != 0) row++;
    CHECK_ROW(key, row < COUNT_OF(table));
    for (size_t i = 0; i < COUNT_OF(roles); i++) {
      user of = {.roles = roles[i].roles};
      bool allowed = web_route_allows(r, roles[i].roles == 0 ? NULL : &of);
      CHECK_ROW(key, allowed == (strchr(table[row].roles, roles[i].letter) != NULL));
      of.disabled = true;
      CHECK_ROW(key, r->roles == 0 || !web_route_allows(r, &of));
    }
  }
  assert_int_equal(routes, COUNT_OF(table));
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(requests_find_their_routes),
                                     cmocka_unit_test(each_role_and_route)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
