<?xml version="1.0" encoding="UTF-8"?>
<!-- What a company sees: first what it is owed and has to press, then everything else. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">

<!-- Which year's list a link means, where an item stands on several. -->
<xsl:template name="year-query"><xsl:if test="@several_years"><xsl:value-of select="concat('?year=', @data_year)"/></xsl:if></xsl:template>

<!-- The name of an item as a link to its page, with the year that its data are of. -->
<xsl:template name="item-link">
  <a><xsl:attribute name="href">/company/items/<xsl:value-of select="@item"/><xsl:call-template name="year-query"/></xsl:attribute><xsl:value-of select="@name"/></a>
  <xsl:text> </xsl:text><span class="quiet">@{WEB_COMPANY_DATA_OF}<xsl:text> </xsl:text><xsl:value-of select="@data_year"/></span>
</xsl:template>

<!-- An amount, or the range in which it will be. -->
<xsl:template name="amount">
  <xsl:choose>
    <xsl:when test="@range = 'open'"><p class="quiet">@{WEB_COMPANY_RANGE_OPEN}</p></xsl:when>
    <xsl:when test="@range = 'cap'"><p>@{WEB_COMPANY_UP_TO}<xsl:text> </xsl:text><strong><xsl:value-of select="@amount"/></strong> @{WEB_COMPANY_YUAN}</p></xsl:when>
    <xsl:when test="@is_range"><p class="money"><xsl:value-of select="@low"/> – <xsl:value-of select="@amount"/> @{WEB_COMPANY_YUAN}</p></xsl:when>
    <xsl:otherwise><p class="money"><xsl:value-of select="@amount"/> @{WEB_COMPANY_YUAN}</p></xsl:otherwise>
  </xsl:choose>
  <xsl:choose>
    <xsl:when test="@range = 'rate'"><p class="quiet">@{WEB_COMPANY_RANGE_RATE}</p></xsl:when>
    <xsl:when test="@range = 'points'"><p class="quiet">@{WEB_COMPANY_RANGE_POINTS}</p></xsl:when>
    <xsl:when test="@range = 'pro-rata'"><p class="quiet">@{WEB_COMPANY_RANGE_PRO_RATA}</p></xsl:when>
    <xsl:when test="@range = 'cap'"><p class="quiet">@{WEB_COMPANY_RANGE_CAP}</p></xsl:when>
  </xsl:choose>
</xsl:template>

<!-- Who has it now, and since when. -->
<xsl:template name="place">
  <xsl:if test="@place">
    <p><span class="tag"><xsl:attribute name="class">tag <xsl:choose><xsl:when test="@came_back">bad</xsl:when><xsl:when test="@asks_confirmation">warn</xsl:when><xsl:otherwise>info</xsl:otherwise></xsl:choose></xsl:attribute>
      <xsl:choose><xsl:when test="@place_order"><xsl:value-of select="@place_order"/></xsl:when><xsl:otherwise><xsl:value-of select="@place"/></xsl:otherwise></xsl:choose></span>
      <span class="quiet"><xsl:text> </xsl:text>@{WEB_COMPANY_WITH}<xsl:value-of select="@place_by"/>
      <xsl:choose><xsl:when test="@place_days = 0"> · @{WEB_COMPANY_SINCE_TODAY}</xsl:when><xsl:when test="@place_days"> · @{WEB_COMPANY_FOR_DAYS}<xsl:text> </xsl:text><xsl:value-of select="@place_days"/> @{WEB_COMPANY_DAYS}</xsl:when></xsl:choose></span></p>
  </xsl:if>
  <xsl:if test="@paid"><p><span class="tag good">@{WEB_PAID}</span><span class="quiet"><xsl:text> </xsl:text><xsl:value-of select="@paid_on"/></span></p></xsl:if>
  <xsl:if test="@suspended"><p><span class="tag warn">@{WEB_COMPANY_SUSPENDED}</span></p></xsl:if>
</xsl:template>

<!-- How far an award is: a piece for each stage. -->
<xsl:template name="track">
  <xsl:if test="steps/step">
    <div class="track"><ol aria-label="@{WEB_COMPANY_STEPS}"><xsl:for-each select="steps/step"><li>
      <xsl:if test="@done"><xsl:attribute name="class">done</xsl:attribute></xsl:if>
      <xsl:if test="@now"><xsl:attribute name="aria-current">step</xsl:attribute></xsl:if>
      <span class="visually-hidden"><xsl:value-of select="@name"/></span></li></xsl:for-each></ol>
    <span class="quiet"><xsl:value-of select="count(steps/step[@done])"/>/<xsl:value-of select="count(steps/step)"/><span class="visually-hidden"><xsl:text> </xsl:text>@{WEB_COMPANY_STEPS_DONE}</span></span></div>
  </xsl:if>
</xsl:template>

<xsl:template name="missing-facts">
  <xsl:if test="missing/fact">
    <p>@{WEB_MISSING}: <xsl:for-each select="missing/fact"><span class="tag warn"><xsl:value-of select="@name"/><xsl:if test="@period"><xsl:value-of select="concat(' ', @period)"/></xsl:if></span><xsl:text> </xsl:text></xsl:for-each></p>
  </xsl:if>
</xsl:template>

<!-- What is missing, with the way to ask for it. -->
<xsl:template name="missing-panel">
  <xsl:if test="missing/fact"><section class="panel" aria-labelledby="missing">
    <h2 id="missing">@{WEB_COMPANY_MISSING_TITLE}</h2>
    <ul><xsl:for-each select="missing/fact"><li><strong><xsl:value-of select="@name"/><xsl:if test="@period"><xsl:value-of select="concat(' ', @period)"/></xsl:if></strong><xsl:text> · </xsl:text><a href="/company/facts/report?attribute={@attribute}&amp;period={@period}">@{WEB_COMPANY_REPORT_ASK}<span class="visually-hidden"><xsl:text> </xsl:text><xsl:value-of select="@name"/></span></a></li></xsl:for-each></ul>
    <p class="quiet">@{WEB_COMPANY_MISSING_HELP}</p>
  </section></xsl:if>
</xsl:template>

<!-- What newer facts than the list's say. -->
<xsl:template name="again">
  <xsl:if test="@again"><p class="quiet">@{WEB_COMPANY_AGAIN} (<xsl:value-of select="@again_at"/>): <span><xsl:attribute name="class">tag <xsl:choose><xsl:when test="@again = 'met'">good</xsl:when><xsl:when test="@again = 'unknown'">warn</xsl:when><xsl:otherwise>bad</xsl:otherwise></xsl:choose></xsl:attribute><xsl:value-of select="@again_name"/></span>
    <xsl:if test="@again_amount"><xsl:text> </xsl:text>@{WEB_COMPANY_AGAIN_AMOUNT}<xsl:text> </xsl:text><xsl:value-of select="@again_amount"/> @{WEB_COMPANY_YUAN}</xsl:if><xsl:for-each select="again_missing/fact"><xsl:text> </xsl:text><span class="tag warn">@{WEB_MISSING}<xsl:text> </xsl:text><xsl:value-of select="@name"/><xsl:if test="@period"><xsl:value-of select="concat(' ', @period)"/></xsl:if></span></xsl:for-each></p></xsl:if>
</xsl:template>

<xsl:template name="benefits">
  <xsl:param name="which"/>
  <xsl:param name="class"/>
  <ul class="cards">
    <xsl:for-each select="$which">
      <!-- First what has to be pressed, then what is on its way, what has arrived comes last. -->
      <xsl:sort select="number(boolean(@paid)) - number(boolean(@came_back)) - number(boolean(@asks_confirmation))" data-type="number"/>
      <xsl:sort select="@data_year" data-type="number" order="descending"/>
      <li class="{$class}">
        <xsl:call-template name="item-link"/>
        <xsl:if test="@has_amount"><xsl:call-template name="amount"/></xsl:if>
        <xsl:if test="not(@pays) and @standing != 'certain'"><p class="quiet">@{WEB_RECOGNITION}</p></xsl:if>
        <xsl:if test="@standing = 'certain' or @standing = 'expected'">
          <xsl:if test="@pays"><xsl:call-template name="track"/></xsl:if>
          <xsl:call-template name="place"/>
          <xsl:if test="@notice_to and @stage = 'published'"><p class="quiet">@{WEB_NOTICE_UNTIL}<xsl:text> </xsl:text><xsl:value-of select="@notice_to"/></p></xsl:if>
        </xsl:if>
        <xsl:call-template name="missing-facts"/>
        <xsl:call-template name="again"/>
      </li>
    </xsl:for-each>
  </ul>
</xsl:template>

<xsl:template match="company" mode="title">@{WEB_MENU_COMPANY}</xsl:template>
<xsl:template match="/company" mode="page">
  <h1><xsl:value-of select="@name"/></h1>
  <p class="quiet">@{WEB_USCC}<xsl:text> </xsl:text><code><xsl:value-of select="@code"/></code></p>
  <dl class="figures">
    <div><dt>@{WEB_COMPANY_COMING}</dt><dd><xsl:value-of select="@coming"/></dd></div>
    <div><dt>@{WEB_COMPANY_PAID}</dt><dd><xsl:value-of select="@paid"/></dd></div>
    <xsl:if test="@possible != 0">
      <div><dt>@{WEB_COMPANY_EXPECTED}</dt><dd><xsl:if test="@possible_is_range"><xsl:value-of select="@possible_low"/> – </xsl:if><xsl:value-of select="@possible_high"/></dd></div>
    </xsl:if>
  </dl>
  <section class="panel" aria-labelledby="todo">
    <h2 id="todo">@{WEB_COMPANY_TODO}</h2>
    <xsl:variable name="asked" select="benefits/benefit[@asks_confirmation]"/>
    <xsl:variable name="back" select="benefits/benefit[@came_back]"/>
    <xsl:for-each select="$asked">
      <p class="actions"><a class="button"><xsl:attribute name="href">/company/items/<xsl:value-of select="@item"/>/confirmation<xsl:call-template name="year-query"/></xsl:attribute>@{WEB_COMPANY_TODO_CONFIRM}</a>
        <span><xsl:value-of select="@name"/><xsl:if test="@several_years"><xsl:value-of select="concat(' ', @data_year)"/></xsl:if><xsl:if test="@has_amount">: <strong><xsl:value-of select="@amount"/></strong> @{WEB_COMPANY_YUAN}</xsl:if></span></p>
    </xsl:for-each>
    <xsl:for-each select="$back">
      <p class="actions"><a class="button second"><xsl:attribute name="href">/company/items/<xsl:value-of select="@item"/><xsl:call-template name="year-query"/></xsl:attribute>@{WEB_COMPANY_TODO_ACCOUNT}</a><span><xsl:value-of select="@name"/><xsl:if test="@several_years"><xsl:value-of select="concat(' ', @data_year)"/></xsl:if></span></p>
    </xsl:for-each>
    <xsl:if test="not($asked) and not($back)"><p>@{WEB_COMPANY_NOTHING_TO_DO}</p></xsl:if>
    <xsl:if test="@unread != 0"><p><a href="/company/messages"><xsl:value-of select="@unread"/> @{WEB_COMPANY_TODO_MESSAGES}</a></p></xsl:if>
  </section>
  <xsl:variable name="certain" select="benefits/benefit[@standing = 'certain' and @pays]"/>
  <h2>@{WEB_COMPANY_CERTAIN}</h2>
  <xsl:if test="not($certain)"><p class="quiet">@{WEB_NONE_HERE}</p></xsl:if>
  <xsl:if test="$certain">
    <p class="quiet">@{WEB_COMPANY_CERTAIN_INTRO}</p>
    <xsl:call-template name="benefits"><xsl:with-param name="which" select="$certain"/><xsl:with-param name="class">met</xsl:with-param></xsl:call-template>
  </xsl:if>
  <xsl:variable name="expected" select="benefits/benefit[@standing = 'expected']"/>
  <xsl:if test="$expected">
    <h2>@{WEB_COMPANY_POSSIBLE}</h2>
    <p class="quiet">@{WEB_COMPANY_POSSIBLE_INTRO}</p>
    <xsl:call-template name="benefits"><xsl:with-param name="which" select="$expected"/><xsl:with-param name="class">met</xsl:with-param></xsl:call-template>
  </xsl:if>
  <xsl:variable name="unknown" select="benefits/benefit[@standing = 'unknown']"/>
  <xsl:if test="$unknown">
    <h2>@{WEB_POSSIBLE}</h2>
    <p class="quiet">@{WEB_POSSIBLE_INTRO}</p>
    <xsl:call-template name="benefits"><xsl:with-param name="which" select="$unknown"/><xsl:with-param name="class">unknown</xsl:with-param></xsl:call-template>
  </xsl:if>
  <xsl:variable name="left" select="benefits/benefit[@standing = 'left-off']"/>
  <xsl:if test="$left">
    <h2>@{WEB_COMPANY_LEFT_OFF}</h2>
    <p class="quiet">@{WEB_COMPANY_LEFT_OFF_INTRO}</p>
    <xsl:call-template name="benefits"><xsl:with-param name="which" select="$left"/><xsl:with-param name="class">unknown</xsl:with-param></xsl:call-template>
  </xsl:if>
  <xsl:variable name="recognised" select="benefits/benefit[@standing = 'certain' and not(@pays)]"/>
  <xsl:if test="$recognised">
    <h2>@{WEB_COMPANY_RECOGNISED}</h2>
    <p class="quiet">@{WEB_COMPANY_RECOGNISED_INTRO}</p>
    <xsl:call-template name="benefits"><xsl:with-param name="which" select="$recognised"/><xsl:with-param name="class">met</xsl:with-param></xsl:call-template>
  </xsl:if>
  <xsl:if test="withdrawals/withdrawal[not(@replaced)]">
    <h2>@{WEB_COMPANY_WITHDRAWN}</h2>
    <p class="quiet">@{WEB_COMPANY_WITHDRAWN_INTRO}</p>
    <ul class="cards"><xsl:for-each select="withdrawals/withdrawal[not(@replaced)]"><li class="unknown">
      <a href="/policies/{@item}"><xsl:value-of select="@name"/></a><xsl:text> </xsl:text><span class="tag bad">@{WEB_COMPANY_WITHDRAWN_TAG}</span>
      <p>@{WEB_COMPANY_WITHDRAWN_GROUND}: <xsl:value-of select="@ground"/></p>
      <p class="quiet"><xsl:value-of select="@owner"/> · @{WEB_COMPANY_WITHDRAWN_ON}<xsl:text> </xsl:text><xsl:value-of select="@withdrawn"/></p>
    </li></xsl:for-each></ul>
  </xsl:if>
  <xsl:if test="benefits/benefit[@standing = 'not-met']">
  <h2>@{WEB_NOT_MET}</h2>
  <p class="actions"><a class="button second" href="/company/near">@{WEB_COMPANY_NEAR_LINK}</a></p>
  <ul>
    <xsl:for-each select="benefits/benefit[@standing = 'not-met']">
      <li><xsl:call-template name="item-link"/><xsl:call-template name="again"/></li>
    </xsl:for-each>
  </ul>
  </xsl:if>
  <xsl:call-template name="as-data"/>
</xsl:template>

<!-- One item -->
<xsl:template name="standing">
  <xsl:choose>
    <xsl:when test="@standing = 'certain'"><span class="tag good">@{WEB_COMPANY_CERTAIN}</span></xsl:when>
    <xsl:when test="@standing = 'expected'"><span class="tag info">@{WEB_COMPANY_POSSIBLE}</span></xsl:when>
    <xsl:when test="@standing = 'unknown'"><span class="tag warn">@{WEB_POSSIBLE}</span></xsl:when>
    <xsl:when test="@standing = 'left-off'"><span class="tag bad">@{WEB_COMPANY_LEFT_OFF}</span></xsl:when>
    <xsl:otherwise><span class="tag bad">@{WEB_NOT_MET}</span></xsl:otherwise>
  </xsl:choose>
</xsl:template>

<xsl:template name="steps">
  <h2>@{WEB_COMPANY_STEPS}</h2>
  <ol class="stages">
    <xsl:for-each select="steps/step"><li>
      <xsl:if test="@done"><xsl:attribute name="class">done</xsl:attribute></xsl:if>
      <xsl:if test="@now"><xsl:attribute name="aria-current">step</xsl:attribute></xsl:if>
      <strong><xsl:value-of select="@name"/></strong>
      <span class="quiet"><xsl:text> · </xsl:text><xsl:value-of select="@by"/></span>
      <xsl:if test="@order_name"><xsl:text> </xsl:text><span class="tag"><xsl:attribute name="class">tag <xsl:choose><xsl:when test="@done">good</xsl:when><xsl:when test="@order = 'REJECTED' or @order = 'RETURNED'">bad</xsl:when><xsl:otherwise>info</xsl:otherwise></xsl:choose></xsl:attribute><xsl:value-of select="@order_name"/></span></xsl:if>
      <xsl:if test="@done"><p class="quiet">@{WEB_COMPANY_STEP_DONE}<xsl:text> </xsl:text><xsl:value-of select="@done_on"/></p></xsl:if>
      <xsl:if test="@now"><p>@{WEB_COMPANY_STEP_NOW}<xsl:if test="@since">, @{WEB_COMPANY_SINCE}<xsl:text> </xsl:text><xsl:value-of select="@since"/><xsl:if test="@days &gt; 0"> (<xsl:value-of select="@days"/> @{WEB_COMPANY_DAYS})</xsl:if></xsl:if></p></xsl:if>
      <xsl:if test="@due"><p class="quiet">@{WEB_COMPANY_DUE}<xsl:text> </xsl:text><xsl:value-of select="@due"/><xsl:if test="@late"><xsl:text> </xsl:text><span class="tag bad">@{WEB_COMPANY_LATE}</span></xsl:if></p></xsl:if>
      <xsl:if test="@reference"><p class="quiet">@{WEB_COMPANY_REFERENCE}<xsl:text> </xsl:text><code><xsl:value-of select="@reference"/></code></p></xsl:if>
    </li></xsl:for-each>
  </ol>
</xsl:template>

<xsl:template name="amount-steps">
  <h2>@{WEB_COMPANY_AMOUNT_STEPS}</h2>
  <div class="scroll" tabindex="0"><table>
    <thead><tr><th>@{WEB_COMPANY_STEP}</th><th>@{WEB_COMPANY_DETAIL}</th><th class="number">@{WEB_COMPANY_AFTER}</th></tr></thead>
    <tbody><xsl:for-each select="amount_steps/amount_step"><tr>
      <td><xsl:choose>
        <xsl:when test="@kind = 'rules'">@{WEB_COMPANY_STEP_RULES}</xsl:when>
        <xsl:when test="@kind = 'cap'">@{WEB_COMPANY_STEP_CAP}</xsl:when>
        <xsl:when test="@kind = 'bound'">@{WEB_COMPANY_STEP_BOUND}</xsl:when>
        <xsl:when test="@kind = 'rate'">@{WEB_COMPANY_STEP_RATE}</xsl:when>
        <xsl:when test="@kind = 'point'">@{WEB_COMPANY_STEP_POINT}</xsl:when>
        <xsl:when test="@kind = 'exclusive'">@{WEB_COMPANY_STEP_EXCLUSIVE}</xsl:when>
        <xsl:when test="@kind = 'higher-of'">@{WEB_COMPANY_STEP_HIGHER}</xsl:when>
        <xsl:when test="@kind = 'difference'">@{WEB_COMPANY_STEP_DIFFERENCE}</xsl:when>
        <xsl:when test="@kind = 'top-up'">@{WEB_COMPANY_STEP_TOP_UP}</xsl:when>
        <xsl:when test="@kind = 'ceiling'">@{WEB_COMPANY_STEP_CEILING}</xsl:when>
        <xsl:when test="@kind = 'pro-rata'">@{WEB_COMPANY_STEP_PRO_RATA}</xsl:when>
        <xsl:when test="@kind = 'round'">@{WEB_COMPANY_STEP_ROUND}</xsl:when>
        <xsl:otherwise>@{WEB_COMPANY_STEP_OTHER}</xsl:otherwise>
      </xsl:choose></td>
      <td class="quiet"><xsl:value-of select="@detail"/><xsl:if test="@other_year"><xsl:value-of select="concat(' ', @other_year)"/></xsl:if><xsl:if test="@of_another"> (@{WEB_COMPANY_OF_ANOTHER})</xsl:if></td>
      <td class="number"><xsl:value-of select="@after"/></td>
    </tr></xsl:for-each></tbody>
  </table></div>
</xsl:template>

<xsl:template name="objections">
  <section id="objections">
    <h2>@{WEB_COMPANY_OBJECTIONS}</h2>
    <xsl:if test="not(objections/objection)"><p class="quiet">@{WEB_COMPANY_NO_OBJECTION}</p></xsl:if>
    <xsl:if test="objections/objection"><div class="scroll" tabindex="0"><table>
      <thead><tr><th>@{WEB_COMPANY_NUMBER}</th><th>@{WEB_COMPANY_MATTER}</th><th>@{WEB_COMPANY_RECEIVED_AT}</th><th>@{WEB_STATE}</th><th>@{WEB_COMPANY_GROUND}</th></tr></thead>
      <tbody><xsl:for-each select="objections/objection"><tr>
        <td><xsl:value-of select="@number"/></td><td><xsl:value-of select="@matter"/><p class="quiet"><xsl:value-of select="@evidence"/></p></td>
        <td class="when"><xsl:value-of select="@received"/></td>
        <td><span class="tag"><xsl:value-of select="@state_name"/></span><xsl:if test="@amount"><p><xsl:value-of select="@amount"/> @{WEB_COMPANY_YUAN}</p></xsl:if></td>
        <td><xsl:value-of select="@ground"/><p class="quiet"><xsl:value-of select="@decided"/></p></td>
      </tr></xsl:for-each></tbody>
    </table></div></xsl:if>
    <xsl:if test="@may_object"><p class="actions"><a class="button second"><xsl:attribute name="href">/company/items/<xsl:value-of select="@item"/>/objection<xsl:call-template name="year-query"/></xsl:attribute>@{WEB_COMPANY_OBJECT}</a></p></xsl:if>
  </section>
</xsl:template>

<xsl:template match="company-item" mode="title"><xsl:value-of select="@name"/></xsl:template>
<xsl:template match="/company-item" mode="page">
  <ol class="crumbs"><li><a href="/company">@{WEB_MENU_COMPANY}</a></li><li><xsl:value-of select="@name"/></li></ol>
  <h1><xsl:value-of select="@name"/></h1>
  <p><xsl:call-template name="standing"/><span class="quiet"><xsl:text> </xsl:text><xsl:value-of select="@owner"/> · @{WEB_COMPANY_DATA_OF}<xsl:text> </xsl:text><strong><xsl:value-of select="@data_year"/></strong> · <a href="/policies/{@item}">@{WEB_POLICY}</a></span></p>
  <xsl:if test="other_years/benefit"><p class="note">@{WEB_COMPANY_OTHER_YEARS}: <xsl:for-each select="other_years/benefit"><xsl:sort select="@data_year" data-type="number" order="descending"/>
    <xsl:if test="position() != 1">; </xsl:if><a href="?year={@data_year}"><xsl:value-of select="@data_year"/></a><xsl:text> </xsl:text><xsl:call-template name="standing"/><xsl:if test="@has_amount and not(@range = 'open')"><xsl:text> </xsl:text><xsl:if test="@is_range"><xsl:value-of select="@low"/> – </xsl:if><xsl:value-of select="@amount"/> @{WEB_COMPANY_YUAN}</xsl:if></xsl:for-each></p></xsl:if>
  <xsl:if test="@has_amount"><xsl:call-template name="amount"/></xsl:if>
  <xsl:if test="@asks_confirmation"><p class="actions"><a class="button"><xsl:attribute name="href">/company/items/<xsl:value-of select="@item"/>/confirmation<xsl:call-template name="year-query"/></xsl:attribute>@{WEB_COMPANY_TODO_CONFIRM}</a></p></xsl:if>
  <xsl:if test="@confirmation_name"><p class="note good"><xsl:value-of select="@confirmation_name"/> · <xsl:value-of select="@answered"/></p></xsl:if>
  <xsl:if test="@suspended"><p class="note warn">@{WEB_COMPANY_SUSPENDED}</p></xsl:if>
  <xsl:if test="@came_back"><p class="note warn">@{WEB_COMPANY_TODO_ACCOUNT}</p></xsl:if>
  <xsl:call-template name="missing-panel"/>
  <xsl:if test="@again"><section class="panel">
    <h2>@{WEB_COMPANY_AGAIN}</h2>
    <xsl:call-template name="again"/>
    <p class="quiet">@{WEB_COMPANY_AGAIN_HELP}</p>
    <xsl:if test="again_facts/fact"><div class="scroll" tabindex="0"><table>
      <thead><tr><th>@{WEB_FACT}</th><th>@{WEB_YEAR}</th><th class="number">@{WEB_VALUE}</th><th>@{WEB_SOURCE}</th><th>@{WEB_ARRIVED}</th></tr></thead>
      <tbody><xsl:for-each select="again_facts/fact"><tr><td><xsl:value-of select="@name"/></td><td><xsl:value-of select="@period"/></td><td class="number"><xsl:value-of select="@value"/><xsl:if test="@unit != ''"><xsl:text> </xsl:text><xsl:value-of select="@unit"/></xsl:if></td><td><xsl:value-of select="@source"/></td><td class="when"><xsl:value-of select="@known"/></td></tr></xsl:for-each></tbody>
    </table></div></xsl:if>
  </section></xsl:if>
  <xsl:if test="left_off/reason"><div class="note warn"><p>@{WEB_COMPANY_LEFT_OFF_INTRO}</p><ul>
    <xsl:for-each select="left_off/reason"><li><xsl:value-of select="@code"/><xsl:text> </xsl:text><xsl:value-of select="@text"/></li></xsl:for-each></ul></div></xsl:if>
  <xsl:if test="@standing = 'certain' or @standing = 'expected'"><xsl:call-template name="steps"/></xsl:if>
  <xsl:if test="amount_steps/amount_step"><xsl:call-template name="amount-steps"/></xsl:if>
  <xsl:if test="ways/way"><xsl:call-template name="ways"/></xsl:if>
  <xsl:call-template name="conditions"/>
  <xsl:if test="@may_object or objections/objection"><xsl:call-template name="objections"/></xsl:if>
  <xsl:call-template name="facts-used"/>
  <xsl:call-template name="as-data"/>
</xsl:template>

<!-- What is one step away, over all items -->
<xsl:template match="company-near" mode="title">@{WEB_COMPANY_NEAR}</xsl:template>
<xsl:template match="/company-near" mode="page">
  <ol class="crumbs"><li><a href="/company">@{WEB_MENU_COMPANY}</a></li><li>@{WEB_COMPANY_NEAR}</li></ol>
  <h1>@{WEB_COMPANY_NEAR}</h1>
  <p class="quiet">@{WEB_COMPANY_NEAR_INTRO}</p>
  <xsl:if test="not(items/item)"><p class="empty">@{WEB_NONE_HERE}</p></xsl:if>
  <xsl:if test="items/item and not(items/item[@conditions = 1])"><p class="empty">@{WEB_COMPANY_NEAR_NONE}</p></xsl:if>
  <xsl:call-template name="near-items"><xsl:with-param name="which" select="items/item[@conditions = 1]"/></xsl:call-template>
  <xsl:if test="items/item[@conditions > 1]">
    <h2>@{WEB_COMPANY_NEAR_MORE}</h2>
    <xsl:call-template name="near-items"><xsl:with-param name="which" select="items/item[@conditions > 1]"/></xsl:call-template>
  </xsl:if>
  <xsl:call-template name="as-data"/>
</xsl:template>

<xsl:template name="near-items">
  <xsl:param name="which"/>
  <xsl:for-each select="$which"><xsl:sort select="@conditions" data-type="number"/><section class="panel">
    <h3><xsl:call-template name="item-link"/><xsl:text> </xsl:text><span class="tag"><xsl:value-of select="@conditions"/><xsl:text> </xsl:text><xsl:choose><xsl:when test="@conditions = 1">@{WEB_COMPANY_NEAR_CONDITION}</xsl:when><xsl:otherwise>@{WEB_COMPANY_NEAR_CONDITIONS}</xsl:otherwise></xsl:choose></span></h3>
    <xsl:call-template name="gaps"/>
  </section></xsl:for-each>
</xsl:template>

<!-- Confirming -->
<xsl:template match="company-confirm" mode="title">@{WEB_COMPANY_CONFIRM}</xsl:template>
<xsl:template match="/company-confirm" mode="page">
  <ol class="crumbs"><li><a href="/company">@{WEB_MENU_COMPANY}</a></li><li><xsl:call-template name="item-link"/></li><li>@{WEB_COMPANY_CONFIRM}</li></ol>
  <h1><xsl:value-of select="@name"/></h1>
  <xsl:if test="@has_amount"><xsl:call-template name="amount"/></xsl:if>
  <xsl:if test="@confirmation_name"><p class="note good"><xsl:value-of select="@confirmation_name"/> · <xsl:value-of select="@answered"/></p></xsl:if>
  <xsl:if test="not(@asks_confirmation) and not(@confirmation_name)"><p class="note">@{WEB_COMPANY_NOT_ASKED}</p></xsl:if>
  <xsl:call-template name="reason"><xsl:with-param name="name">account</xsl:with-param></xsl:call-template>
  <section class="panel">
    <h2>@{WEB_COMPANY_ACCOUNT}</h2>
    <xsl:choose>
      <xsl:when test="@has_account"><dl class="facts">
        <dt>@{WEB_COMPANY_ACCOUNT_NAME}</dt><dd><xsl:value-of select="@account_name"/><xsl:if test="@account_fits"><xsl:text> </xsl:text><span class="tag good">@{WEB_COMPANY_ACCOUNT_FITS}</span></xsl:if></dd>
        <dt>@{WEB_COMPANY_ACCOUNT_NUMBER}</dt><dd><code><xsl:value-of select="@account_number"/></code></dd>
        <dt>@{WEB_COMPANY_ACCOUNT_BANK}</dt><dd><code><xsl:value-of select="@account_bank"/></code></dd>
      </dl></xsl:when>
      <xsl:otherwise><p class="note warn">@{WEB_COMPANY_ACCOUNT_NONE}</p></xsl:otherwise>
    </xsl:choose>
    <xsl:if test="@has_account and @account_fault"><p class="fault" role="alert"><xsl:value-of select="@account_fault"/></p></xsl:if>
    <xsl:if test="@account_changed"><p class="note">@{WEB_COMPANY_ACCOUNT_CHANGED}</p></xsl:if>
    <p class="quiet"><a href="/company/facts/report?attribute=bank_account_number&amp;period=0">@{WEB_COMPANY_ACCOUNT_WRONG}</a></p>
  </section>
  <xsl:if test="@asks_confirmation">
    <p>@{WEB_COMPANY_CONFIRM_PLEDGE}</p>
    <div class="actions">
      <xsl:if test="@account_fits"><form method="post" action="/company/items/{@item}/confirmation">
        <xsl:call-template name="token"/><input type="hidden" name="year" value="{@data_year}"/><input type="hidden" name="account" value="{@account}"/>
        <button name="answer" value="confirm">@{WEB_COMPANY_CONFIRM_PRESS}</button>
      </form></xsl:if>
      <form method="post" action="/company/items/{@item}/confirmation">
        <xsl:call-template name="token"/><input type="hidden" name="year" value="{@data_year}"/>
        <button class="second" name="answer" value="decline">@{WEB_COMPANY_DECLINE}</button>
      </form>
    </div>
  </xsl:if>
</xsl:template>

<!-- An objection -->
<xsl:template name="objection-fields">
  <label for="channel">@{WEB_CHANNEL}</label>
  <select id="channel" name="channel">
    <option value="business">@{WEB_CHANNEL_BUSINESS}</option>
    <option value="complaint"><xsl:if test="typed/field[@name = 'channel']/@value = 'complaint'"><xsl:attribute name="selected">selected</xsl:attribute></xsl:if>@{WEB_CHANNEL_COMPLAINT}</option>
  </select>
  <xsl:call-template name="reason"><xsl:with-param name="name">channel</xsl:with-param></xsl:call-template>
  <label for="matter">@{WEB_COMPANY_MATTER}</label>
  <textarea id="matter" name="matter" required="required" maxlength="1300"><xsl:value-of select="typed/field[@name = 'matter']/@value"/></textarea>
  <xsl:call-template name="reason"><xsl:with-param name="name">matter</xsl:with-param></xsl:call-template>
  <label for="evidence">@{WEB_EVIDENCE}</label>
  <textarea id="evidence" name="evidence" maxlength="6000"><xsl:value-of select="typed/field[@name = 'evidence']/@value"/></textarea>
  <xsl:call-template name="reason"><xsl:with-param name="name">evidence</xsl:with-param></xsl:call-template>
  <label for="evidence_file">@{WEB_EVIDENCE_FILE}</label>
  <input id="evidence_file" name="evidence_file" type="file"/>
  <xsl:call-template name="reason"><xsl:with-param name="name">evidence_file</xsl:with-param></xsl:call-template>
</xsl:template>

<xsl:template match="company-object" mode="title">@{WEB_COMPANY_OBJECT}</xsl:template>
<xsl:template match="/company-object" mode="page">
  <ol class="crumbs"><li><a href="/company">@{WEB_MENU_COMPANY}</a></li><li><xsl:call-template name="item-link"/></li><li>@{WEB_COMPANY_OBJECT}</li></ol>
  <h1>@{WEB_COMPANY_OBJECT}</h1>
  <p class="lead"><xsl:choose><xsl:when test="@kind = 'line'">@{WEB_COMPANY_OBJECT_LINE}</xsl:when><xsl:otherwise>@{WEB_COMPANY_OBJECT_MISSING}</xsl:otherwise></xsl:choose></p>
  <p class="quiet">@{WEB_PERIOD}: <xsl:value-of select="@from"/> – <xsl:value-of select="@to"/>. @{WEB_COMPANY_OBJECT_PERIOD}</p>
  <xsl:if test="@business_contact != ''"><p class="quiet">@{WEB_CHANNEL_BUSINESS}: <xsl:value-of select="@business_contact"/>; @{WEB_CHANNEL_COMPLAINT}: <xsl:value-of select="@complaint_contact"/></p></xsl:if>
  <xsl:call-template name="fault"/>
  <form class="wide" method="post" action="/company/items/{@item}/objection" enctype="multipart/form-data">
    <xsl:call-template name="token"/><input type="hidden" name="year" value="{@data_year}"/>
    <xsl:call-template name="objection-fields"/>
    <p>@{WEB_COMPANY_SIGNED_BY}: <strong><xsl:value-of select="@signed_by"/></strong></p>
    <button>@{WEB_COMPANY_SEND}</button>
  </form>
</xsl:template>

<!-- What is on file -->
<xsl:template match="company-facts" mode="title">@{WEB_FACTS}</xsl:template>
<xsl:template match="/company-facts" mode="page">
  <h1>@{WEB_FACTS}</h1>
  <xsl:if test="@done != ''"><p class="note good" role="status">@{WEB_COMPANY_REPORTED}<xsl:text> </xsl:text><xsl:value-of select="@done"/></p></xsl:if>
  <p>@{WEB_FACTS_INTRO}</p>
  <xsl:if test="reports/report">
    <h2 id="reports">@{WEB_COMPANY_REPORTS}</h2>
    <div class="scroll" tabindex="0"><table>
      <thead><tr><th>@{WEB_COMPANY_NUMBER}</th><th>@{WEB_FACT}</th><th>@{WEB_COMPANY_ON_FILE}</th><th>@{WEB_COMPANY_SAID}</th><th>@{WEB_STATE}</th><th>@{WEB_COMPANY_GROUND}</th></tr></thead>
      <tbody><xsl:for-each select="reports/report"><tr>
        <td><xsl:value-of select="@number"/></td>
        <td><xsl:value-of select="@name"/><xsl:if test="@period"><xsl:value-of select="concat(' ', @period)"/></xsl:if><p class="quiet"><xsl:value-of select="@source"/></p></td>
        <td><xsl:value-of select="@on_file"/></td>
        <td><xsl:if test="@claimed != ''"><strong><xsl:value-of select="@claimed"/></strong><xsl:text> </xsl:text></xsl:if><xsl:value-of select="@statement"/><p class="quiet"><xsl:value-of select="@filed"/></p></td>
        <td><span class="tag info"><xsl:value-of select="@state_name"/></span></td>
        <td><xsl:value-of select="@note"/><p class="quiet"><xsl:value-of select="@answered"/></p></td>
      </tr></xsl:for-each></tbody>
    </table></div>
    <h2>@{WEB_FACTS}</h2>
  </xsl:if>
  <div class="scroll stack" tabindex="0"><table>
    <thead><tr><th>@{WEB_FACT}</th><th>@{WEB_YEAR}</th><th class="number">@{WEB_VALUE}</th><th>@{WEB_SOURCE}</th><th>@{WEB_ARRIVED}</th><th><span class="visually-hidden">@{WEB_COMPANY_REPORT}</span></th></tr></thead>
    <tbody><xsl:for-each select="facts/fact"><tr>
      <td><strong><xsl:value-of select="@name"/></strong></td><td><xsl:value-of select="@period"/></td>
      <td class="number"><xsl:value-of select="concat(@value, ' ', @unit)"/></td>
      <td data-label="@{WEB_SOURCE}"><xsl:value-of select="@source"/></td><td class="when" data-label="@{WEB_ARRIVED}"><xsl:value-of select="@known"/></td>
      <td><a href="/company/facts/report?fact={@number}">@{WEB_COMPANY_REPORT}<span class="visually-hidden"><xsl:text> </xsl:text><xsl:value-of select="@name"/></span></a></td>
    </tr></xsl:for-each></tbody>
  </table></div>
  <xsl:call-template name="as-data"/>
</xsl:template>

<xsl:template match="company-report" mode="title">@{WEB_COMPANY_REPORT_TITLE}</xsl:template>
<xsl:template match="/company-report" mode="page">
  <ol class="crumbs"><li><a href="/company/facts">@{WEB_FACTS}</a></li><li>@{WEB_COMPANY_REPORT_TITLE}</li></ol>
  <h1>@{WEB_COMPANY_REPORT_TITLE}</h1>
  <dl class="facts">
    <dt>@{WEB_FACT}</dt><dd><xsl:value-of select="@name"/><xsl:if test="@period"><xsl:value-of select="concat(' ', @period)"/></xsl:if></dd>
    <xsl:if test="not(@missing)">
      <dt>@{WEB_COMPANY_ON_FILE}</dt><dd><xsl:value-of select="concat(@value, ' ', @unit)"/></dd>
      <dt>@{WEB_SOURCE}</dt><dd><xsl:value-of select="@source"/> · <xsl:value-of select="@known"/></dd>
    </xsl:if>
  </dl>
  <xsl:if test="@missing"><p>@{WEB_COMPANY_REPORT_MISSING}</p></xsl:if>
  <p class="quiet">@{WEB_COMPANY_REPORT_INTRO}</p>
  <form class="wide" method="post" action="/company/facts/report">
    <xsl:call-template name="token"/>
    <input type="hidden" name="attribute" value="{@attribute}"/>
    <input type="hidden" name="period" value="{@period}"/>
    <input type="hidden" name="source" value="{@source}"/>
    <label for="claimed">@{WEB_COMPANY_CLAIMED}</label>
    <input id="claimed" name="claimed" maxlength="200" value="{typed/field[@name = 'claimed']/@value}"/>
    <label for="statement">@{WEB_COMPANY_STATEMENT}</label>
    <textarea id="statement" name="statement" required="required" maxlength="600">
      <xsl:value-of select="typed/field[@name = 'statement']/@value"/></textarea>
    <xsl:call-template name="reason"><xsl:with-param name="name">statement</xsl:with-param></xsl:call-template>
    <button>@{WEB_COMPANY_SEND}</button>
  </form>
</xsl:template>

<!-- Messages -->
<xsl:template match="company-messages" mode="title">@{WEB_MENU_MESSAGES}</xsl:template>
<xsl:template match="/company-messages" mode="page">
  <h1>@{WEB_MENU_MESSAGES}</h1>
  <xsl:if test="not(messages/message)"><p class="empty">@{WEB_COMPANY_NO_MESSAGES}</p></xsl:if>
  <xsl:if test="@unread != 0"><form method="post" action="/company/messages">
    <xsl:call-template name="token"/><input type="hidden" name="until" value="{@newest}"/>
    <button class="second">@{WEB_COMPANY_MARK_READ}</button>
  </form></xsl:if>
  <xsl:if test="messages/message"><div class="scroll" tabindex="0"><table>
    <thead><tr><th>@{WEB_MENU_MESSAGES}</th><th class="number">@{WEB_AMOUNT}</th></tr></thead>
    <tbody><xsl:for-each select="messages/message"><tr>
      <td><xsl:value-of select="@what"/><xsl:if test="@detail">: <strong><xsl:value-of select="@detail"/></strong></xsl:if>
        <xsl:if test="@unread"><xsl:text> </xsl:text><span class="tag info">@{WEB_COMPANY_UNREAD}</span></xsl:if>
        <p class="quiet"><xsl:value-of select="@time"/> · <xsl:choose><xsl:when test="@policy"><a href="/policies/{@policy}"><xsl:value-of select="@name"/></a></xsl:when><xsl:when test="@item"><a><xsl:attribute name="href">/company/items/<xsl:value-of select="@item"/><xsl:if test="@data_year"><xsl:value-of select="concat('?year=', @data_year)"/></xsl:if></xsl:attribute><xsl:value-of select="@name"/></a><xsl:if test="@data_year"><xsl:text> </xsl:text>@{WEB_COMPANY_DATA_OF}<xsl:text> </xsl:text><xsl:value-of select="@data_year"/></xsl:if></xsl:when><xsl:otherwise><a href="/company/facts"><xsl:value-of select="@name"/></a></xsl:otherwise></xsl:choose></p></td>
      <td class="number"><xsl:value-of select="@amount"/></td>
    </tr></xsl:for-each></tbody>
  </table></div></xsl:if>
  <xsl:call-template name="as-data"/>
</xsl:template>

<!-- Reports of facts, for officers -->
<xsl:template match="reports" mode="title">@{WEB_MENU_REPORTS}</xsl:template>
<xsl:template match="/reports" mode="page">
  <h1>@{WEB_REPORTS}</h1>
  <p class="quiet">@{WEB_REPORTS_INTRO}</p>
  <xsl:if test="not(reports/report)"><p class="empty">@{WEB_NONE_HERE}</p></xsl:if>
  <xsl:for-each select="reports/report"><section class="panel" id="report-{@number}">
    <h2><xsl:value-of select="@number"/> · <xsl:value-of select="@company"/> · <xsl:value-of select="@name"/><xsl:if test="@period"><xsl:value-of select="concat(' ', @period)"/></xsl:if></h2>
    <dl class="facts">
      <dt>@{WEB_SOURCE}</dt><dd><xsl:value-of select="@source"/></dd>
      <dt>@{WEB_COMPANY_ON_FILE}</dt><dd><xsl:value-of select="@on_file"/></dd>
      <dt>@{WEB_COMPANY_SAID}</dt><dd><xsl:if test="@claimed != ''"><strong><xsl:value-of select="@claimed"/></strong><xsl:text> </xsl:text></xsl:if><xsl:value-of select="@statement"/></dd>
      <dt>@{WEB_TIME}</dt><dd><xsl:value-of select="@filed"/> · <xsl:value-of select="@by"/></dd>
      <dt>@{WEB_STATE}</dt><dd><span class="tag info"><xsl:value-of select="@state_name"/></span><xsl:text> </xsl:text><xsl:value-of select="@note"/></dd>
    </dl>
    <xsl:if test="@open">
      <xsl:variable name="mine" select="/*/typed/field[@name = 'number']/@value = @number"/>
      <form class="wide" method="post" action="/reports">
        <xsl:call-template name="token"/>
        <input type="hidden" name="number" value="{@number}"/>
        <label for="outcome-{@number}">@{WEB_REPORT_OUTCOME}</label>
        <select id="outcome-{@number}" name="outcome">
          <option value="forwarded">@{WEB_REPORT_FORWARD}</option>
          <option value="corrected">@{WEB_REPORT_CORRECT}</option>
          <option value="stands">@{WEB_REPORT_STAND}</option>
        </select>
        <label for="note-{@number}">@{WEB_REPORT_NOTE}</label>
        <textarea id="note-{@number}" name="note" required="required" maxlength="600"><xsl:if test="$mine"><xsl:value-of select="/*/typed/field[@name = 'note']/@value"/></xsl:if></textarea>
        <xsl:if test="$mine"><xsl:call-template name="reason"><xsl:with-param name="name">note</xsl:with-param></xsl:call-template></xsl:if>
        <button>@{WEB_REPORT_ANSWER}</button>
      </form>
    </xsl:if>
  </section></xsl:for-each>
  <xsl:call-template name="as-data"/>
</xsl:template>
</xsl:stylesheet>
