<?xml version="1.0" encoding="UTF-8"?>
<!-- Lists on their way, as their owner works on them. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
<xsl:template match="work" mode="title">@{WEB_MENU_WORK}</xsl:template>
<xsl:template match="work" mode="page">
  <h1>@{WEB_MENU_WORK}</h1>
  <p class="lead">@{WEB_WORK_INTRO}</p>
  <xsl:if test="not(lists/list)"><p>@{WEB_WORK_NONE}</p></xsl:if>
  <xsl:if test="lists/list"><div class="scroll" tabindex="0"><table>
    <thead><tr><th class="number">@{WEB_WORK_LIST}</th><th>@{WEB_POLICY}</th><th>@{WEB_POLICY_VERSION}</th><th class="number">@{WEB_RUN_YEAR}</th><th>@{WEB_STATE}</th><th>@{WEB_WORK_NEXT}</th><th>@{WEB_WORK_BY}</th><th>@{WEB_WORK_DUE}</th><th class="number">@{WEB_MET}</th><th class="number">@{WEB_AMOUNT}</th></tr></thead>
    <tbody><xsl:for-each select="lists/list">
      <xsl:sort select="@list" data-type="number" order="descending"/>
      <tr>
        <td class="number"><a href="/list-work/{@list}"><xsl:value-of select="@list"/></a></td>
        <td><a href="/list-work/{@list}"><xsl:value-of select="@name"/></a><xsl:if test="not(@current)"><xsl:text> </xsl:text><span class="tag">@{WEB_WORK_OLD}</span></xsl:if></td>
        <td><xsl:value-of select="@versions"/></td><td class="number"><xsl:value-of select="@data_year"/></td>
        <td><span class="tag"><xsl:value-of select="@state_name"/></span></td>
        <td><xsl:value-of select="@next_name"/></td><td><xsl:value-of select="@next_by"/></td><td class="number"><xsl:value-of select="@next_due"/></td>
        <td class="number"><xsl:if test="@met"><xsl:value-of select="format-number(@met, '#,##0')"/></xsl:if></td><td class="number"><xsl:if test="@amount != '0.00'"><xsl:value-of select="@amount"/></xsl:if></td>
      </tr>
    </xsl:for-each></tbody>
  </table></div></xsl:if>
  <xsl:call-template name="as-data"/>
</xsl:template>

<xsl:template match="work-list" mode="title"><xsl:value-of select="@name"/><xsl:text> </xsl:text><xsl:value-of select="@list"/></xsl:template>
<xsl:template match="work-list" mode="page">
  <ol class="crumbs"><li><a href="/list-work">@{WEB_MENU_WORK}</a></li><li aria-current="page"><xsl:value-of select="@list"/></li></ol>
  <h1><xsl:value-of select="@name"/><xsl:text> </xsl:text><span class="tag info"><xsl:value-of select="@state_name"/></span></h1>
  <xsl:if test="@met"><dl class="figures">
    <div><dt>@{WEB_MET}</dt><dd><xsl:value-of select="format-number(@met, '#,##0')"/></dd></div>
    <div><dt>@{WEB_UNKNOWN}</dt><dd><xsl:value-of select="format-number(@unknown, '#,##0')"/></dd></div>
    <div><dt>@{WEB_AMOUNT}</dt><dd><xsl:value-of select="@amount"/></dd></div>
  </dl></xsl:if>
  <ol class="stages across"><xsl:for-each select="stages/stage"><li>
    <xsl:if test="@done"><xsl:attribute name="class">done</xsl:attribute></xsl:if>
    <xsl:if test="@current"><xsl:attribute name="aria-current">step</xsl:attribute></xsl:if>
    <strong><xsl:value-of select="@name"/></strong><br/>
    <span class="quiet"><xsl:value-of select="@by"/><xsl:if test="@done_on"> · <xsl:value-of select="@done_on"/><xsl:text> </xsl:text><xsl:value-of select="@actor"/></xsl:if><xsl:if test="@due"> · @{WEB_WORK_DUE}<xsl:text> </xsl:text><xsl:value-of select="@due"/></xsl:if></span>
  </li></xsl:for-each></ol>
  <dl class="facts">
    <dt>@{WEB_POLICY_VERSION}</dt><dd><xsl:value-of select="@versions"/></dd>
    <dt>@{WEB_RUN_YEAR}</dt><dd><xsl:value-of select="@data_year"/></dd>
    <dt>@{WEB_WORK_MADE}</dt><dd><xsl:value-of select="@maker"/>, <xsl:value-of select="@made"/></dd>
    <xsl:if test="@settlement"><dt>@{WEB_WORK_SETTLEMENT}</dt><dd><xsl:value-of select="@settlement"/></dd></xsl:if>
    <xsl:if test="@published"><dt>@{WEB_PERIOD}</dt><dd><xsl:value-of select="@published"/> – <xsl:value-of select="@last_day"/></dd></xsl:if>
    <dt>@{WEB_FINGERPRINT}</dt><dd><code><xsl:value-of select="@sm3"/></code></dd>
  </dl>
  <xsl:call-template name="work-acts"/>
  <xsl:if test="objections/objection"><h2>@{WEB_WORK_OBJECTIONS}</h2><xsl:apply-templates select="objections/objection"/></xsl:if>
  <xsl:call-template name="work-excluded"/>
  <h2>@{WEB_WORK_CANDIDATES}</h2>
  <xsl:call-template name="work-rows"/>
  <p class="downloads"><a href="/lists/{@list}">@{WEB_WORK_REASONS}</a><xsl:text> </xsl:text>
    <xsl:if test="@met">@{WEB_WORK_NOTICE}: <a href="/list-work/{@list}/notice.html">HTML</a><xsl:text> </xsl:text><a href="/list-work/{@list}/notice.xlsx">XLSX</a><xsl:text> </xsl:text><a href="/list-work/{@list}/notice.pdf">PDF</a></xsl:if></p>
  <xsl:call-template name="as-data"/>
</xsl:template>

<xsl:template name="work-acts">
  <div class="actions">
    <xsl:if test="@may_settle"><form method="post" action="/list-work/{@list}"><xsl:call-template name="token"/><button name="act" value="settle"><xsl:if test="@settlement"><xsl:attribute name="class">second</xsl:attribute></xsl:if><xsl:choose><xsl:when test="@settlement">@{WEB_WORK_SETTLE_AGAIN}</xsl:when><xsl:otherwise>@{WEB_WORK_SETTLE}</xsl:otherwise></xsl:choose></button></form></xsl:if>
    <xsl:if test="@next"><form method="post" action="/list-work/{@list}"><xsl:call-template name="token"/>
      <label for="document">@{WEB_WORK_DOCUMENT}</label><input id="document" name="document"/>
      <button name="act" value="{@next}">@{WEB_WORK_TAKE}<xsl:text> </xsl:text><xsl:value-of select="@next_name"/></button></form></xsl:if>
    <xsl:if test="@may_finalize"><form method="post" action="/list-work/{@list}"><xsl:call-template name="token"/><button name="act" value="finalize">@{WEB_WORK_FINALIZE}</button></form></xsl:if>
  </div>
  <xsl:if test="@may_withdraw"><details>
    <xsl:if test="typed/field[@name = 'withdraw_ground']"><xsl:attribute name="open">open</xsl:attribute></xsl:if>
    <summary>@{WEB_WORK_WITHDRAW}</summary>
    <form method="post" action="/list-work/{@list}" class="wide"><xsl:call-template name="token"/>
      <xsl:call-template name="field"><xsl:with-param name="name">withdraw_ground</xsl:with-param><xsl:with-param name="label">@{WEB_WORK_WITHDRAW_GROUND}</xsl:with-param></xsl:call-template>
      <button class="danger" name="act" value="withdraw">@{WEB_WORK_WITHDRAW}</button></form>
  </details></xsl:if>
  <xsl:if test="@may_settle"><p class="quiet">@{WEB_WORK_SETTLE_HELP}</p></xsl:if>
</xsl:template>

<xsl:template match="objection">
  <div class="panel">
    <h3><xsl:value-of select="@id"/><xsl:text> </xsl:text><xsl:value-of select="@company"/><xsl:text> </xsl:text><span><xsl:attribute name="class"><xsl:choose><xsl:when test="@open">tag warn</xsl:when><xsl:otherwise>tag</xsl:otherwise></xsl:choose></xsl:attribute><xsl:value-of select="@state_name"/></span></h3>
    <p><xsl:value-of select="@matter"/></p>
    <p class="quiet"><xsl:value-of select="@received"/><xsl:if test="@evidence != ''"> · @{WEB_WORK_EVIDENCE}: <xsl:choose><xsl:when test="@has_evidence"><a href="/objections/{@id}/evidence"><xsl:value-of select="@evidence"/></a></xsl:when><xsl:otherwise><xsl:value-of select="@evidence"/></xsl:otherwise></xsl:choose></xsl:if><xsl:if test="@ground != ''"> · <xsl:value-of select="@ground"/> (<xsl:value-of select="@decided_by"/>)</xsl:if></p>
    <xsl:if test="@open and /*/@may_object">
      <form method="post" action="/list-work/{/*/@list}" class="narrow">
        <xsl:call-template name="token"/><input type="hidden" name="objection" value="{@id}"/>
        <label for="ground-{@id}">@{WEB_POLICY_GROUND}</label><input id="ground-{@id}" name="ground" required="required"/>
        <label for="amount-{@id}">@{WEB_WORK_NEW_AMOUNT}</label><input id="amount-{@id}" name="amount" inputmode="decimal"/>
        <xsl:call-template name="reason"><xsl:with-param name="name">amount</xsl:with-param></xsl:call-template>
        <div class="actions"><button name="act" value="uphold">@{WEB_WORK_UPHOLD}</button><button class="second" name="act" value="reject">@{WEB_WORK_REJECT}</button></div>
      </form>
    </xsl:if>
  </div>
</xsl:template>

<xsl:template name="work-excluded">
  <xsl:if test="excluded/company">
    <h2>@{WEB_WORK_LEFT_OFF}</h2>
    <div class="scroll" tabindex="0"><table>
      <thead><tr><th>@{WEB_COMPANY_NAME}</th><th>@{WEB_WORK_GROUNDS}</th><th>@{WEB_WORK_NOTE}</th><th>@{WEB_ACTOR}</th><th><span class="visually-hidden">@{WEB_ACTIONS}</span></th></tr></thead>
      <tbody><xsl:for-each select="excluded/company"><tr>
        <td><xsl:value-of select="@name"/><br/><code><xsl:value-of select="@code"/></code></td>
        <td><xsl:for-each select="given/reason"><p><xsl:value-of select="@code"/><xsl:text> </xsl:text><xsl:value-of select="@words"/></p></xsl:for-each></td>
        <td><xsl:value-of select="@note"/></td><td><xsl:value-of select="@actor"/><br/><xsl:value-of select="@time"/></td>
        <td><xsl:if test="/*/@may_exclude"><form method="post" action="/list-work/{/*/@list}"><xsl:call-template name="token"/><input type="hidden" name="company" value="{@code}"/><button class="quiet" name="act" value="restore">@{WEB_WORK_RESTORE}</button></form></xsl:if></td>
      </tr></xsl:for-each></tbody>
    </table></div>
  </xsl:if>
  <xsl:if test="@may_exclude">
    <h2 id="exclude">@{WEB_WORK_EXCLUDE}</h2>
    <form method="post" action="/list-work/{@list}" class="wide">
      <xsl:call-template name="token"/>
      <xsl:call-template name="field"><xsl:with-param name="name">company</xsl:with-param><xsl:with-param name="label">@{WEB_USCC}</xsl:with-param><xsl:with-param name="value" select="@chosen"/></xsl:call-template>
      <fieldset><legend>@{WEB_WORK_GROUNDS}</legend>
        <xsl:for-each select="reasons/reason"><label><input type="checkbox" name="reason" value="{@code}"><xsl:if test="/*/typed/field[@name = 'reason' and @value = current()/@code]"><xsl:attribute name="checked">checked</xsl:attribute></xsl:if></input><xsl:text> </xsl:text><xsl:value-of select="@code"/><xsl:text> </xsl:text><xsl:value-of select="@words"/></label></xsl:for-each>
        <xsl:call-template name="reason"><xsl:with-param name="name">reason</xsl:with-param></xsl:call-template>
      </fieldset>
      <xsl:call-template name="field"><xsl:with-param name="name">note</xsl:with-param><xsl:with-param name="label">@{WEB_WORK_NOTE}</xsl:with-param><xsl:with-param name="required" select="false()"/></xsl:call-template>
      <button name="act" value="exclude">@{WEB_WORK_EXCLUDE}</button>
    </form>
  </xsl:if>
</xsl:template>

<xsl:template name="work-rows">
  <div class="scroll stack" tabindex="0"><table>
    <thead><tr><th>@{WEB_COMPANY_NAME}</th><th>@{WEB_USCC}</th><th>@{WEB_DISTRICT}</th><th class="number">@{WEB_WORK_COMPUTED}</th><th class="number">@{WEB_AMOUNT}</th><th>@{WEB_STATE}</th><th><span class="visually-hidden">@{WEB_ACTIONS}</span></th></tr></thead>
    <tbody><xsl:for-each select="rows/row"><tr>
      <td><a href="/lists/{/*/@list}/{@code}"><xsl:value-of select="@name"/></a></td><td><code><xsl:value-of select="@code"/></code></td><td><xsl:value-of select="@district"/></td>
      <td class="number" data-label="@{WEB_WORK_COMPUTED}"><xsl:value-of select="@computed"/></td><td class="number" data-label="@{WEB_AMOUNT}"><xsl:value-of select="@amount"/></td>
      <td class="when">
        <xsl:if test="@suspended"><span class="tag warn">@{WEB_WORK_SUSPENDED}</span></xsl:if>
        <xsl:choose>
          <xsl:when test="@left_off"><span class="tag bad">@{WEB_WORK_LEFT_OFF}</span></xsl:when>
          <xsl:when test="@held"><span class="tag warn">@{WEB_WORK_HELD}</span></xsl:when>
          <xsl:when test="@settled and @granted"><span class="tag good">@{WEB_WORK_GRANTED}</span></xsl:when>
          <xsl:when test="@settled"><span class="tag">@{WEB_WORK_NOTHING}</span></xsl:when>
          <xsl:otherwise><span class="tag">@{WEB_WORK_CANDIDATE}</span></xsl:otherwise>
        </xsl:choose>
        <xsl:if test="@answer"><xsl:text> </xsl:text><span class="tag"><xsl:value-of select="@answer"/></span></xsl:if>
      </td>
      <td><xsl:if test="/*/@may_exclude"><a href="?code={@code}#exclude">@{WEB_WORK_LEAVE_OFF}</a></xsl:if></td>
    </tr></xsl:for-each></tbody>
  </table></div>
  <xsl:if test="@next_rows"><p class="pager"><a rel="next" href="?after={@next_rows}">@{WEB_NEXT_ROWS}</a></p></xsl:if>
</xsl:template>
</xsl:stylesheet>
