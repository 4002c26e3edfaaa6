<?xml version="1.0" encoding="UTF-8"?>
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
<xsl:template match="city" mode="title">@{WEB_CITY}</xsl:template>
<xsl:template match="/city" mode="page">
  <h1>@{WEB_CITY}<xsl:if test="@district"><xsl:text> </xsl:text><span class="tag info">@{WEB_CITY_BOUND}: <xsl:value-of select="@district_name"/></span></xsl:if></h1>
  <xsl:if test="years/year">
    <nav class="tabs" aria-label="@{WEB_CITY_DATA_YEAR}">
      <span class="quiet">@{WEB_CITY_DATA_YEAR}</span>
      <xsl:for-each select="years/year"><xsl:sort select="@year" order="descending"/>
        <a href="/city?year={@year}"><xsl:if test="@shown"><xsl:attribute name="aria-current">page</xsl:attribute></xsl:if><xsl:value-of select="@year"/></a>
      </xsl:for-each>
    </nav>
  </xsl:if>
  <xsl:if test="not(items/item)"><p class="empty">@{WEB_CITY_NO_LISTS}</p></xsl:if>
  <dl class="figures">
    <div><dt>@{WEB_CITY_GRANTED}</dt><dd><xsl:value-of select="total/@granted"/></dd><dd class="quiet"><xsl:value-of select="format-number(total/@granted_count, '#,##0')"/> @{WEB_CITY_AWARDS}</dd></div>
    <div><dt>@{WEB_CITY_ORDERED}</dt><dd><xsl:value-of select="total/@ordered"/></dd><dd class="quiet"><xsl:value-of select="format-number(total/@ordered_count, '#,##0')"/> @{WEB_CITY_AWARDS}</dd></div>
    <div><dt>@{WEB_CITY_PAID}</dt><dd><xsl:value-of select="total/@paid"/></dd><dd class="quiet"><xsl:value-of select="format-number(total/@paid_count, '#,##0')"/> @{WEB_CITY_AWARDS}</dd></div>
    <div><dt>@{WEB_CITY_RECEIVERS}</dt><dd><xsl:value-of select="format-number(receivers/@companies, '#,##0')"/></dd><dd class="quiet">@{WEB_CITY_FIRST}: <xsl:value-of select="format-number(receivers/@first_time, '#,##0')"/></dd></div>
    <div><dt>@{WEB_CITY_TOP}</dt><dd><xsl:value-of select="receivers/@top_ten_per_mille"/></dd><dd class="quiet"><xsl:value-of select="receivers/@top_ten"/></dd></div>
    <div><dt>@{WEB_CITY_UNKNOWN}</dt><dd><a href="#missing"><xsl:value-of select="format-number(total/@unknown, '#,##0')"/></a></dd></div>
    <div><dt>@{WEB_CITY_MISSED}</dt><dd><a href="#should"><xsl:value-of select="total/@estimate"/></a></dd><dd class="quiet"><xsl:value-of select="format-number(total/@estimate_count, '#,##0')"/> @{WEB_CITY_AWARDS}</dd></div>
    <xsl:if test="@exceptions"><div><dt>@{WEB_EXCEPTIONS}</dt><dd><xsl:value-of select="@exceptions"/></dd></div></xsl:if>
  </dl>
  <nav class="pager" aria-label="@{WEB_CITY_ON_PAGE}"><span class="quiet">@{WEB_CITY_ON_PAGE}</span>
    <a href="#items">@{WEB_BY_ITEM}</a><a href="#districts">@{WEB_BY_DISTRICT}</a><a href="#months">@{WEB_CITY_BY_MONTH}</a><a href="#stages">@{WEB_CITY_DAYS}</a><a href="#receivers">@{WEB_CITY_PEOPLE}</a><a href="#missing">@{WEB_CITY_MISSING}</a><a href="#should">@{WEB_CITY_SHOULD}</a><xsl:if test="budget"><a href="#budget">@{WEB_BUDGET}</a></xsl:if>
  </nav>

  <h2 id="items">@{WEB_BY_ITEM}</h2>
  <div class="chart" data-chart="bar-across" data-table="table-items" role="img" aria-label="@{WEB_BY_ITEM}"/>
  <div class="scroll" tabindex="0"><table id="table-items">
    <thead><tr><th>@{WEB_POLICY}</th><th class="bar"><span class="visually-hidden">@{WEB_CITY_BARS}</span></th><th class="number">@{WEB_MET}</th><th class="number">@{WEB_NOT_MET}</th><th class="number">@{WEB_UNKNOWN}</th><th class="number" data-series="1">@{WEB_CITY_GRANTED}</th><th class="number" data-series="1">@{WEB_CITY_ORDERED}</th><th class="number" data-series="1">@{WEB_CITY_PAID}</th><th class="number">@{WEB_CITY_WAITING}</th><th>@{WEB_STATE}</th></tr></thead>
    <tbody><xsl:for-each select="items/item"><tr>
      <xsl:if test="not(@pays)"><xsl:attribute name="data-skip">1</xsl:attribute></xsl:if>
      <td><a href="/lists/{@list}"><xsl:value-of select="@name"/></a></td>
      <td class="bar"><xsl:if test="@pays"><xsl:call-template name="city-bar"/></xsl:if></td>
      <td class="number"><a href="/lists/{@list}?status=met"><xsl:value-of select="format-number(@met, '#,##0')"/></a></td>
      <td class="number"><a href="/lists/{@list}?status=not-met"><xsl:value-of select="format-number(@not_met, '#,##0')"/></a></td>
      <td class="number"><a href="/lists/{@list}?status=unknown"><xsl:value-of select="format-number(@unknown, '#,##0')"/></a></td>
      <xsl:choose>
        <xsl:when test="@pays"><td class="number"><xsl:value-of select="@granted"/></td><td class="number"><xsl:value-of select="@ordered"/></td><td class="number"><xsl:value-of select="@paid"/></td><td class="number"><a href="/lists/{@list}?status=waiting"><xsl:value-of select="@waiting"/></a></td></xsl:when>
        <xsl:otherwise><td colspan="4" class="quiet">@{WEB_RECOGNITION}</td></xsl:otherwise>
      </xsl:choose>
      <td><span class="tag"><xsl:value-of select="@state_name"/></span></td>
    </tr></xsl:for-each></tbody>
    <tfoot><tr><th scope="row">@{WEB_CITY_ALL}</th><td/><td class="number"><xsl:value-of select="format-number(total/@met, '#,##0')"/></td><td class="number"><xsl:value-of select="format-number(total/@not_met, '#,##0')"/></td><td class="number"><xsl:value-of select="format-number(total/@unknown, '#,##0')"/></td><td class="number"><xsl:value-of select="total/@granted"/></td><td class="number"><xsl:value-of select="total/@ordered"/></td><td class="number"><xsl:value-of select="total/@paid"/></td><td class="number"><xsl:value-of select="total/@waiting"/></td><td/></tr></tfoot>
  </table></div>
  <xsl:call-template name="city-downloads"><xsl:with-param name="table">items</xsl:with-param></xsl:call-template>

  <h2 id="districts">@{WEB_BY_DISTRICT}</h2>
  <div class="chart" data-chart="bar" data-table="table-districts" role="img" aria-label="@{WEB_BY_DISTRICT}"/>
  <div class="scroll" tabindex="0"><table id="table-districts">
    <thead><tr><th>@{WEB_DISTRICT}</th><th class="bar"><span class="visually-hidden">@{WEB_CITY_BARS}</span></th><th class="number">@{WEB_MET}</th><th class="number">@{WEB_UNKNOWN}</th><th class="number" data-series="1">@{WEB_CITY_GRANTED}</th><th class="number" data-series="1">@{WEB_CITY_ORDERED}</th><th class="number" data-series="1">@{WEB_CITY_PAID}</th><th class="number">@{WEB_CITY_BACK}</th><th class="number">@{WEB_CITY_WAITING}</th></tr></thead>
    <tbody><xsl:for-each select="districts/district"><tr>
      <td><xsl:value-of select="@name"/><xsl:if test="@name = ''">@{WEB_NOT_ON_FILE}</xsl:if></td>
      <td class="bar"><xsl:call-template name="city-bar"/></td>
      <td class="number"><xsl:value-of select="format-number(@met, '#,##0')"/></td><td class="number"><xsl:value-of select="format-number(@unknown, '#,##0')"/></td>
      <td class="number"><xsl:value-of select="@granted"/></td><td class="number"><xsl:value-of select="@ordered"/></td><td class="number"><xsl:value-of select="@paid"/></td><td class="number"><xsl:value-of select="@came_back"/></td><td class="number"><xsl:value-of select="@waiting"/></td>
    </tr></xsl:for-each></tbody>
    <tfoot><tr><th scope="row">@{WEB_CITY_ALL}</th><td/><td class="number"><xsl:value-of select="format-number(total/@met, '#,##0')"/></td><td class="number"><xsl:value-of select="format-number(total/@unknown, '#,##0')"/></td><td class="number"><xsl:value-of select="total/@granted"/></td><td class="number"><xsl:value-of select="total/@ordered"/></td><td class="number"><xsl:value-of select="total/@paid"/></td><td class="number"><xsl:value-of select="total/@came_back"/></td><td class="number"><xsl:value-of select="total/@waiting"/></td></tr></tfoot>
  </table></div>
  <p class="quiet">@{WEB_CITY_BARS}</p>
  <xsl:call-template name="city-downloads"><xsl:with-param name="table">districts</xsl:with-param></xsl:call-template>

  <div class="columns">
    <section>
      <h2 id="months">@{WEB_CITY_BY_MONTH}</h2>
      <div class="chart low" data-chart="bar" data-table="table-months" role="img" aria-label="@{WEB_CITY_BY_MONTH}"/>
      <div class="scroll" tabindex="0"><table id="table-months">
        <thead><tr><th>@{WEB_CITY_MONTH}</th><th class="number" data-series="1">@{WEB_CITY_ORDERED}</th><th class="number" data-series="1">@{WEB_CITY_PAID}</th></tr></thead>
        <tbody><xsl:for-each select="months/month"><tr><td><xsl:value-of select="@month"/></td><td class="number"><xsl:value-of select="@ordered"/></td><td class="number"><xsl:value-of select="@paid"/></td></tr></xsl:for-each></tbody>
      </table></div>
      <p class="quiet">@{WEB_CITY_MONTHS_NOTE}</p>
      <xsl:call-template name="city-downloads"><xsl:with-param name="table">months</xsl:with-param></xsl:call-template>
    </section>
    <section>
      <h2 id="stages">@{WEB_CITY_DAYS}</h2>
      <div class="chart low" data-chart="bar-across" data-table="table-stages" role="img" aria-label="@{WEB_CITY_DAYS}"/>
      <div class="scroll" tabindex="0"><table id="table-stages">
        <thead><tr><th>@{WEB_CITY_STAGE}</th><th class="number" data-series="1">@{WEB_CITY_MEDIAN}</th><th class="number">@{WEB_CITY_OVER}</th></tr></thead>
        <tbody><xsl:for-each select="stages/stage"><tr><td><xsl:value-of select="@name"/></td><td class="number"><xsl:value-of select="@days"/></td><td class="number"><xsl:value-of select="format-number(@count, '#,##0')"/></td></tr></xsl:for-each></tbody>
      </table></div>
      <p class="quiet">@{WEB_CITY_DAYS_NOTE}</p>
      <xsl:call-template name="city-downloads"><xsl:with-param name="table">stages</xsl:with-param></xsl:call-template>
    </section>
  </div>

  <h2 id="receivers">@{WEB_CITY_PEOPLE}</h2>
  <dl class="facts">
    <dt>@{WEB_CITY_RECEIVERS}</dt><dd><xsl:value-of select="format-number(receivers/@companies, '#,##0')"/></dd>
    <dt>@{WEB_CITY_FIRST}</dt><dd><xsl:value-of select="format-number(receivers/@first_time, '#,##0')"/> (<xsl:value-of select="receivers/@first_time_per_mille"/>)</dd>
    <dt>@{WEB_CITY_TOP}</dt><dd><xsl:value-of select="receivers/@top_ten"/> (<xsl:value-of select="receivers/@top_ten_per_mille"/>)</dd>
  </dl>
  <p class="quiet">@{WEB_CITY_PEOPLE_NOTE}</p>

  <h2 id="missing">@{WEB_CITY_MISSING}</h2>
  <div class="chart" data-chart="bar-across" data-table="table-missing" role="img" aria-label="@{WEB_CITY_MISSING}"/>
  <div class="scroll" tabindex="0"><table id="table-missing">
    <thead><tr><th>@{WEB_FACT}</th><th class="number" data-series="1">@{WEB_CITY_DECISIONS}</th></tr></thead>
    <tbody><xsl:for-each select="missing/fact"><tr><td><xsl:value-of select="@name"/></td><td class="number"><xsl:value-of select="format-number(@decisions, '#,##0')"/></td></tr></xsl:for-each></tbody>
  </table></div>
  <p class="quiet">@{WEB_CITY_MISSING_NOTE}</p>
  <xsl:call-template name="city-downloads"><xsl:with-param name="table">missing</xsl:with-param></xsl:call-template>

  <h2 id="should">@{WEB_CITY_SHOULD}</h2>
  <div class="chart low" data-chart="bar-across" data-table="table-waiting" role="img" aria-label="@{WEB_CITY_SHOULD}"/>
  <div class="scroll" tabindex="0"><table id="table-waiting">
    <thead><tr><th>@{WEB_CITY_REASON}</th><th>@{WEB_STATE}</th><th class="number">@{WEB_CITY_AWARDS}</th><th class="number" data-series="1">@{WEB_AMOUNT}</th></tr></thead>
    <tbody>
      <xsl:for-each select="waiting/wait"><tr><td><xsl:value-of select="@name"/></td><td><span class="tag">@{WEB_CITY_KNOWN}</span></td><td class="number"><xsl:value-of select="format-number(@count, '#,##0')"/></td><td class="number"><xsl:value-of select="@amount"/></td></tr></xsl:for-each>
      <tr><td>@{WEB_CITY_ESTIMATE_ROW}</td><td><span class="tag warn">@{WEB_CITY_ESTIMATED}</span></td><td class="number"><xsl:value-of select="format-number(total/@estimate_count, '#,##0')"/></td><td class="number"><xsl:value-of select="total/@estimate"/></td></tr>
    </tbody>
  </table></div>
  <p class="quiet">@{WEB_CITY_SHOULD_NOTE}</p>
  <xsl:call-template name="city-downloads"><xsl:with-param name="table">waiting</xsl:with-param></xsl:call-template>

  <h2>@{WEB_CITY_MISSED_BY}</h2>
  <h3 id="industries">@{WEB_CITY_BY_INDUSTRY}</h3>
  <xsl:call-template name="city-traits"><xsl:with-param name="groups" select="industries/industry"/><xsl:with-param name="table">industries</xsl:with-param><xsl:with-param name="head">@{WEB_CITY_INDUSTRY}</xsl:with-param></xsl:call-template>
  <h3 id="sizes">@{WEB_CITY_BY_SIZE}</h3>
  <xsl:call-template name="city-traits"><xsl:with-param name="groups" select="sizes/size"/><xsl:with-param name="table">sizes</xsl:with-param><xsl:with-param name="head">@{WEB_CITY_SIZE}</xsl:with-param></xsl:call-template>
  <p class="quiet">@{WEB_CITY_MISSED_NOTE}</p>

  <xsl:if test="budget">
    <h2 id="budget">@{WEB_BUDGET}</h2>
    <div class="scroll" tabindex="0"><table>
      <thead><tr><th>@{WEB_BUDGET_LINE}</th><th>@{WEB_YEAR}</th><th class="number">@{WEB_RECEIVED}</th><th class="number">@{WEB_ALLOTTED}</th><th class="number">@{WEB_RESERVED}</th><th class="number">@{WEB_PAID}</th><th class="number">@{WEB_AVAILABLE}</th></tr></thead>
      <tbody><xsl:for-each select="budget/line"><tr>
        <td><code><xsl:value-of select="@line"/></code></td><td><xsl:value-of select="@year"/></td>
        <td class="number"><xsl:value-of select="@received"/></td><td class="number"><xsl:value-of select="@allotted"/></td><td class="number"><xsl:value-of select="@reserved"/></td><td class="number"><xsl:value-of select="@paid"/></td><td class="number"><xsl:value-of select="@available"/></td>
      </tr></xsl:for-each></tbody>
    </table></div>
    <h2 id="orders">@{WEB_ORDERS}</h2>
    <div class="scroll" tabindex="0"><table>
      <thead><tr><th>@{WEB_STATE}</th><th class="number">@{WEB_COUNT}</th><th class="number">@{WEB_AMOUNT}</th></tr></thead>
      <tbody><xsl:for-each select="orders/state"><tr><td><xsl:value-of select="@name"/></td><td class="number"><xsl:value-of select="format-number(@count, '#,##0')"/></td><td class="number"><xsl:value-of select="@amount"/></td></tr></xsl:for-each></tbody>
    </table></div>
  </xsl:if>
  <xsl:call-template name="as-data"/>
  <script src="/assets/charts.js" defer="defer"/>
</xsl:template>

<!-- One grouping of companies: who was decided how, and who should have received and did not. -->
<xsl:template name="city-traits">
  <xsl:param name="groups"/><xsl:param name="table"/><xsl:param name="head"/>
  <div class="chart low" data-chart="bar-across" data-table="table-{$table}" role="img" aria-label="@{WEB_CITY_MISSED_BY}"/>
  <div class="scroll" tabindex="0"><table id="table-{$table}">
    <thead><tr><th><xsl:value-of select="$head"/></th><th class="number">@{WEB_MET}</th><th class="number">@{WEB_UNKNOWN}</th><th class="number">@{WEB_CITY_GRANTED}</th><th class="number">@{WEB_CITY_PAID}</th><th class="number">@{WEB_CITY_AWARDS}</th><th class="number" data-series="1">@{WEB_CITY_MISSED_KNOWN}</th><th class="number">@{WEB_CITY_AWARDS}</th><th class="number" data-series="1">@{WEB_CITY_MISSED_ESTIMATE}</th></tr></thead>
    <tbody><xsl:for-each select="$groups"><tr>
      <td><xsl:value-of select="@name"/></td>
      <td class="number"><xsl:value-of select="format-number(@met, '#,##0')"/></td><td class="number"><xsl:value-of select="format-number(@unknown, '#,##0')"/></td>
      <td class="number"><xsl:value-of select="@granted"/></td><td class="number"><xsl:value-of select="@paid"/></td>
      <td class="number"><xsl:value-of select="format-number(@waiting_count, '#,##0')"/></td><td class="number"><xsl:value-of select="@waiting"/></td>
      <td class="number"><xsl:value-of select="format-number(@estimate_count, '#,##0')"/></td><td class="number"><xsl:value-of select="@estimate"/></td>
    </tr></xsl:for-each></tbody>
  </table></div>
  <xsl:call-template name="city-downloads"><xsl:with-param name="table" select="$table"/></xsl:call-template>
</xsl:template>
<!-- Granted in the light bar, paid in the dark one before it. -->
<xsl:template name="city-bar">
  <svg viewBox="0 0 1000 40" preserveAspectRatio="none" aria-hidden="true"><rect class="faint" width="{@bar_granted}" height="40"/><rect width="{@bar_paid}" height="40"/></svg>
</xsl:template>
<xsl:template name="city-downloads">
  <xsl:param name="table"/>
  <p class="downloads"><a href="/city/tables/{$table}?year={/city/@data_year}">@{WEB_CITY_CSV}</a>
    <a href="#{$table}" class="js-save" data-table="table-{$table}" data-kind="svg" hidden="hidden">@{WEB_CITY_SVG}</a>
    <a href="#{$table}" class="js-save" data-table="table-{$table}" data-kind="png" hidden="hidden">@{WEB_CITY_PNG}</a></p>
</xsl:template>

<xsl:template match="list" mode="title"><xsl:value-of select="@name"/></xsl:template>
<xsl:template match="/list" mode="page">
  <ol class="crumbs"><li><a href="/city">@{WEB_CITY}</a></li><li><xsl:value-of select="@name"/></li></ol>
  <h1><xsl:value-of select="@name"/><xsl:text> </xsl:text><span class="tag info"><xsl:value-of select="@state"/></span></h1>
  <dl class="facts">
    <xsl:if test="@from"><dt>@{WEB_PERIOD}</dt><dd><xsl:value-of select="@from"/> – <xsl:value-of select="@to"/></dd></xsl:if>
    <xsl:if test="@count"><dt>@{WEB_COMPANIES}</dt><dd><xsl:value-of select="format-number(@count, '#,##0')"/></dd>
    <dt>@{WEB_AMOUNT}</dt><dd><xsl:value-of select="@amount"/></dd></xsl:if>
    <dt>@{WEB_FINGERPRINT}</dt><dd><code><xsl:value-of select="@sm3"/></code></dd>
  </dl>
  <nav class="tabs" aria-label="@{WEB_STATE}">
    <xsl:for-each select="filters/filter">
      <a href="/lists/{/list/@list}?status={@code}"><xsl:if test="@shown"><xsl:attribute name="aria-current">page</xsl:attribute></xsl:if><xsl:value-of select="@name"/></a>
    </xsl:for-each>
  </nav>
  <xsl:if test="not(lines/line)"><p class="empty">@{WEB_NONE_HERE}</p></xsl:if>
  <xsl:if test="lines/line"><div class="scroll stack" tabindex="0"><table>
    <thead><tr><th>@{WEB_COMPANY}</th><th>@{WEB_USCC}</th><th>@{WEB_DISTRICT}</th><th>@{WEB_RESULT}</th><th class="number">@{WEB_AMOUNT}</th><th>@{WEB_ORDERS}</th></tr></thead>
    <tbody><xsl:for-each select="lines/line"><tr>
      <td><a href="/lists/{/list/@list}/{@code}"><xsl:value-of select="@name"/></a></td><td><code><xsl:value-of select="@code"/></code></td>
      <td><xsl:value-of select="@district"/></td>
      <td><xsl:call-template name="status-tag"/>
        <xsl:if test="@left_off"><xsl:text> </xsl:text><span class="tag">@{WEB_CITY_LEFT_OFF}</span></xsl:if>
        <xsl:if test="@suspended"><xsl:text> </xsl:text><span class="tag warn">@{WEB_CITY_WAIT_OBJECTION}</span></xsl:if>
        <xsl:for-each select="missing/fact"><xsl:text> </xsl:text><span class="tag warn"><xsl:value-of select="@name"/></span></xsl:for-each></td>
      <td class="number"><xsl:if test="@amount != ''"><xsl:attribute name="data-label">@{WEB_AMOUNT}</xsl:attribute></xsl:if><xsl:value-of select="@amount"/></td>
      <td><xsl:value-of select="@order_name"/></td>
    </tr></xsl:for-each></tbody>
  </table></div></xsl:if>
  <xsl:if test="@next"><p class="pager"><a href="/lists/{@list}?status={@status}&amp;district={@district}&amp;after={@next}">@{WEB_CITY_NEXT}</a></p></xsl:if>
  <xsl:call-template name="as-data"/>
</xsl:template>

<xsl:template match="list-line" mode="title"><xsl:value-of select="@company"/></xsl:template>
<xsl:template match="/list-line" mode="page">
  <ol class="crumbs"><li><a href="/city">@{WEB_CITY}</a></li><li><a href="/lists/{@list}"><xsl:value-of select="@name"/></a></li><li><xsl:value-of select="@company"/></li></ol>
  <h1><xsl:value-of select="@company"/></h1>
  <p class="quiet"><code><xsl:value-of select="@code"/></code> · <xsl:value-of select="@district"/> · @{WEB_CITY_RECORDED}</p>
  <p><xsl:call-template name="status-tag"/><xsl:if test="@has_amount"><xsl:text> </xsl:text><span class="money"><xsl:value-of select="@amount"/> @{WEB_YUAN}</span></xsl:if></p>
  <xsl:for-each select="orders/order"><p><xsl:value-of select="@state_name"/> · <xsl:value-of select="@amount"/> @{WEB_YUAN}<xsl:text> </xsl:text><code><xsl:value-of select="@reference"/></code></p></xsl:for-each>
  <xsl:call-template name="explanation"/>
  <xsl:call-template name="as-data"/>
</xsl:template>
<xsl:template name="status-tag">
  <xsl:choose>
    <xsl:when test="@status = 'met'"><span class="tag good">@{WEB_MET}</span></xsl:when>
    <xsl:when test="@status = 'unknown'"><span class="tag warn">@{WEB_UNKNOWN}</span></xsl:when>
    <xsl:otherwise><span class="tag bad">@{WEB_NOT_MET}</span></xsl:otherwise>
  </xsl:choose>
</xsl:template>
</xsl:stylesheet>
