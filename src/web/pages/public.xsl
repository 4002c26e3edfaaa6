<?xml version="1.0" encoding="UTF-8"?>
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
<xsl:template match="home" mode="title">@{WEB_MENU_HOME}</xsl:template>
<xsl:template match="home" mode="page">
  <h1>@{WEB_HOME_TITLE}</h1>
  <p class="lead">@{WEB_HOME_LEAD}</p>
  <p class="actions">
    <xsl:choose>
      <xsl:when test="site-menu/entry[@path = '/company']"><a class="button" href="/company">@{WEB_MENU_COMPANY}</a></xsl:when>
      <xsl:when test="not(@site-user)"><a class="button" href="/login">@{WEB_HOME_COMPANY}</a></xsl:when>
    </xsl:choose>
    <a class="button second" href="#policies">@{WEB_HOME_CALCULATE}</a>
  </p>
  <xsl:if test="not(notices/notice)"><p class="empty">@{WEB_NO_NOTICES}</p></xsl:if>
  <xsl:variable name="open" select="notices/notice[@open]"/>
  <xsl:if test="$open">
    <h2>@{WEB_HOME_OPEN}</h2>
    <ul class="cards"><xsl:for-each select="$open">
      <xsl:sort select="@to"/>
      <li class="met">
        <a href="/notices/{@list}"><xsl:value-of select="@name"/></a>
        <p><xsl:value-of select="format-number(@count, '#,##0')"/> @{WEB_HOME_COMPANIES}<xsl:if test="@pays"> · <xsl:value-of select="@amount"/> @{WEB_YUAN}</xsl:if></p>
        <p><span class="tag good">@{WEB_OPEN}</span><xsl:text> </xsl:text><span class="quiet"><xsl:value-of select="@from"/> – <xsl:value-of select="@to"/></span></p>
        <p><a href="/notices/{@list}/objection">@{WEB_PUBLIC_OBJECT}</a></p>
      </li>
    </xsl:for-each></ul>
  </xsl:if>
  <h2 id="policies">@{WEB_POLICIES}</h2>
  <xsl:call-template name="policy-cards"><xsl:with-param name="which" select="policies/policy[@in_force and @has_list]"/></xsl:call-template>
  <xsl:variable name="other" select="policies/policy[not(@in_force and @has_list)]"/>
  <xsl:if test="$other"><details>
    <xsl:if test="not(policies/policy[@in_force and @has_list])"><xsl:attribute name="open">open</xsl:attribute></xsl:if>
    <summary>@{WEB_HOME_OTHER} (<xsl:value-of select="count($other)"/>)</summary>
    <xsl:call-template name="policy-cards"><xsl:with-param name="which" select="$other"/></xsl:call-template>
  </details></xsl:if>
  <xsl:if test="notices/notice[not(@open)]">
    <h2>@{WEB_HOME_DECIDED}</h2>
    <div class="scroll" tabindex="0"><table>
      <thead><tr><th>@{WEB_POLICY}</th><th class="number">@{WEB_COMPANIES}</th><th class="number">@{WEB_AMOUNT}</th><th>@{WEB_PERIOD}</th></tr></thead>
      <tbody>
        <xsl:for-each select="notices/notice[not(@open)]">
          <xsl:sort select="@to" order="descending"/>
          <xsl:sort select="@list" data-type="number" order="descending"/>
          <tr>
            <td><a href="/notices/{@list}"><xsl:value-of select="@name"/></a></td>
            <td class="number"><xsl:value-of select="format-number(@count, '#,##0')"/></td>
            <td class="number"><xsl:choose><xsl:when test="@pays"><xsl:value-of select="@amount"/></xsl:when><xsl:otherwise><span class="quiet">@{WEB_RECOGNITION}</span></xsl:otherwise></xsl:choose></td>
            <td class="when"><xsl:value-of select="@from"/> – <xsl:value-of select="@to"/></td>
          </tr>
        </xsl:for-each>
      </tbody>
    </table></div>
  </xsl:if>
  <xsl:call-template name="as-data"/>
</xsl:template>
<xsl:template name="policy-cards">
  <xsl:param name="which"/>
  <ul class="cards">
    <xsl:for-each select="$which">
      <li>
        <a href="/policies/{@item}"><xsl:value-of select="@name"/></a>
        <p><xsl:value-of select="@owner"/> · <a href="/policies/{@item}/calculator">@{WEB_CALCULATOR}</a></p>
        <p><span class="tag"><xsl:call-template name="item-word"><xsl:with-param name="word" select="@kind"/></xsl:call-template></span><xsl:text> </xsl:text><span class="tag"><xsl:call-template name="item-word"><xsl:with-param name="word" select="@mode"/></xsl:call-template></span><xsl:text> </xsl:text><span class="tag"><xsl:value-of select="@version"/></span>
        <xsl:if test="not(@in_force)"><xsl:text> </xsl:text><span class="tag bad">@{WEB_NOT_IN_FORCE}</span></xsl:if></p>
      </li>
    </xsl:for-each>
  </ul>
</xsl:template>

<xsl:template match="policy" mode="title"><xsl:value-of select="@name"/></xsl:template>
<xsl:template match="/policy" mode="page">
  <h1><xsl:value-of select="@name"/></h1>
  <dl class="facts">
    <dt>@{WEB_OWNER}</dt><dd><xsl:value-of select="@owner"/></dd>
    <dt>@{WEB_MODE}</dt><dd><xsl:call-template name="item-word"><xsl:with-param name="word" select="@mode"/></xsl:call-template></dd>
    <dt>@{WEB_VERSION}</dt><dd><xsl:value-of select="@version"/></dd>
    <dt>@{WEB_DOCUMENTS}</dt>
    <dd><xsl:for-each select="documents/document"><p><xsl:value-of select="@title"/><xsl:text> </xsl:text><span class="quiet"><xsl:value-of select="@number"/> · <xsl:value-of select="@issuer"/></span></p></xsl:for-each></dd>
  </dl>
  <p class="actions"><a class="button" href="/policies/{@item}/calculator">@{WEB_CALCULATOR_OPEN}</a></p>
  <h2>@{WEB_RULES}</h2>
  <p>@{WEB_RULES_INTRO}</p>
  <xsl:for-each select="decisions/decision">
    <section class="decision">
      <h3><xsl:value-of select="@name_said"/><xsl:call-template name="as-written"><xsl:with-param name="said" select="@name_said"/><xsl:with-param name="written" select="@name"/></xsl:call-template></h3>
      <xsl:if test="@clause != ''"><p lang="zh-CN"><xsl:value-of select="@clause"/></p></xsl:if>
      <xsl:if test="@formula"><p><strong><xsl:value-of select="@formula_said"/></strong><xsl:call-template name="as-written"><xsl:with-param name="said" select="@formula_said"/><xsl:with-param name="written" select="@formula"/></xsl:call-template></p></xsl:if>
      <xsl:if test="rules/rule">
        <div class="scroll stack" tabindex="0"><table>
          <thead><tr><th>@{WEB_CONDITION}</th><th>@{WEB_RESULT}</th><th>@{WEB_CLAUSE}</th></tr></thead>
          <tbody><xsl:for-each select="rules/rule"><tr>
            <td><xsl:for-each select="conditions/condition"><p><xsl:choose><xsl:when test="@is = 'true'"><xsl:value-of select="@of_said"/></xsl:when><xsl:otherwise><xsl:value-of select="@of_said"/>: <xsl:value-of select="@is_said"/></xsl:otherwise></xsl:choose><xsl:call-template name="as-written"><xsl:with-param name="said" select="@is_said"/><xsl:with-param name="written" select="@is"/></xsl:call-template></p></xsl:for-each></td>
            <td data-label="@{WEB_RESULT}"><xsl:value-of select="@result_said"/><xsl:call-template name="as-written"><xsl:with-param name="said" select="@result_said"/><xsl:with-param name="written" select="@result"/></xsl:call-template></td>
            <td class="quiet" lang="zh-CN"><xsl:value-of select="@clause"/></td>
          </tr></xsl:for-each></tbody>
        </table></div>
      </xsl:if>
    </section>
  </xsl:for-each>
  <p class="quiet">@{WEB_FINGERPRINT}<xsl:text> </xsl:text><code><xsl:value-of select="@sm3"/></code></p>
  <xsl:call-template name="as-data"/>
</xsl:template>

<xsl:template match="notice" mode="title"><xsl:value-of select="@name"/></xsl:template>
<xsl:template match="/notice" mode="page">
  <ol class="crumbs"><li><a href="/">@{WEB_NOTICES}</a></li><li><xsl:value-of select="@name"/></li></ol>
  <h1><xsl:value-of select="@name"/></h1>
  <dl class="figures">
    <div><dt>@{WEB_COMPANIES}</dt><dd><xsl:value-of select="format-number(@count, '#,##0')"/></dd></div>
    <xsl:if test="@pays"><div><dt>@{WEB_AMOUNT}</dt><dd><xsl:value-of select="@amount"/></dd></div></xsl:if>
  </dl>
  <dl class="facts">
    <dt>@{WEB_STATE}</dt><dd><span class="tag info"><xsl:value-of select="@state"/></span></dd>
    <xsl:if test="@from"><dt>@{WEB_PERIOD}</dt><dd><xsl:value-of select="@from"/> – <xsl:value-of select="@to"/></dd></xsl:if>
    <dt>@{WEB_OWNER}</dt><dd><xsl:value-of select="@owner"/></dd>
    <dt>@{WEB_DOCUMENTS}</dt><dd><xsl:value-of select="@document"/> · <a href="/policies/{@item}">@{WEB_RULES}</a> · <a href="/policies/{@item}/calculator">@{WEB_CALCULATOR}</a></dd>
    <dt>@{WEB_FINGERPRINT}</dt><dd><code><xsl:value-of select="@sm3"/></code></dd>
    <dt>@{WEB_PUBLIC_FILES}</dt><dd><span class="downloads"><a href="/notices/{@list}/notice.pdf">PDF</a><a href="/notices/{@list}/notice.xlsx">XLSX</a><a href="/notices/{@list}/notice.html">HTML</a></span></dd>
  </dl>
  <xsl:if test="@state_code = 'published'"><p class="actions"><a class="button second" href="/notices/{@list}/objection">@{WEB_PUBLIC_OBJECT}</a></p></xsl:if>
  <div class="scroll stack" tabindex="0"><table>
    <thead><tr><th class="number">@{WEB_COMPANY_NUMBER}</th>
      <xsl:if test="lines/line/@name"><th>@{WEB_COMPANY}</th></xsl:if><xsl:if test="lines/line/@code"><th>@{WEB_USCC}</th></xsl:if>
      <xsl:if test="lines/line/@district"><th>@{WEB_DISTRICT}</th></xsl:if><xsl:if test="lines/line/@amount"><th class="number">@{WEB_AMOUNT}</th></xsl:if></tr></thead>
    <tbody><xsl:for-each select="lines/line"><tr>
      <td class="number" data-label="@{WEB_COMPANY_NUMBER}"><xsl:value-of select="position()"/></td>
      <xsl:if test="@name"><td><xsl:value-of select="@name"/></td></xsl:if><xsl:if test="@code"><td><code><xsl:value-of select="@code"/></code></td></xsl:if>
      <xsl:if test="@district"><td><xsl:value-of select="@district"/></td></xsl:if>
      <xsl:if test="@amount"><td class="number" data-label="@{WEB_AMOUNT}"><xsl:value-of select="@amount"/><xsl:if test="@changed"><p class="quiet">@{WEB_PUBLIC_CHANGED}<xsl:text> </xsl:text><xsl:value-of select="@now"/></p></xsl:if></td></xsl:if>
    </tr></xsl:for-each></tbody>
  </table></div>
  <xsl:call-template name="as-data"/>
</xsl:template>

<xsl:template match="notice-object" mode="title">@{WEB_PUBLIC_OBJECT}</xsl:template>
<xsl:template match="/notice-object" mode="page">
  <ol class="crumbs"><li><a href="/notices/{@list}"><xsl:value-of select="@name"/></a></li><li>@{WEB_PUBLIC_OBJECT}</li></ol>
  <h1>@{WEB_PUBLIC_OBJECT}</h1>
  <xsl:if test="@number != ''"><p role="status"><xsl:attribute name="class"><xsl:choose><xsl:when test="@outcome = 'refused'">note warn</xsl:when><xsl:otherwise>note good</xsl:otherwise></xsl:choose></xsl:attribute>
    <xsl:choose><xsl:when test="@outcome = 'refused'">@{WEB_PUBLIC_REFUSED}</xsl:when><xsl:otherwise>@{WEB_PUBLIC_TAKEN}</xsl:otherwise></xsl:choose><xsl:text> </xsl:text><xsl:value-of select="@number"/></p></xsl:if>
  <p class="lead"><xsl:value-of select="@name"/>, <xsl:value-of select="@from"/> – <xsl:value-of select="@to"/></p>
  <p class="quiet">@{WEB_PUBLIC_OBJECT_INTRO}</p>
  <xsl:if test="@business_contact != ''"><p class="quiet">@{WEB_CHANNEL_BUSINESS}: <xsl:value-of select="@business_contact"/>; @{WEB_CHANNEL_COMPLAINT}: <xsl:value-of select="@complaint_contact"/></p></xsl:if>
  <form class="wide" method="post" action="/notices/{@list}/objection" enctype="multipart/form-data">
    <xsl:call-template name="token"/>
    <label for="kind">@{WEB_PUBLIC_KIND}</label>
    <select id="kind" name="kind">
      <option value="line">@{WEB_PUBLIC_KIND_LINE}</option>
      <option value="missing"><xsl:if test="typed/field[@name = 'kind']/@value = 'missing'"><xsl:attribute name="selected">selected</xsl:attribute></xsl:if>@{WEB_PUBLIC_KIND_MISSING}</option>
    </select>
    <xsl:call-template name="field"><xsl:with-param name="name">company</xsl:with-param><xsl:with-param name="label">@{WEB_PUBLIC_COMPANY}</xsl:with-param></xsl:call-template>
    <xsl:call-template name="objection-fields"/>
    <xsl:call-template name="field"><xsl:with-param name="name">reporter</xsl:with-param><xsl:with-param name="label">@{WEB_PUBLIC_REPORTER}</xsl:with-param></xsl:call-template>
    <label><input type="checkbox" name="sealed" value="yes"><xsl:if test="typed/field[@name = 'sealed']"><xsl:attribute name="checked">checked</xsl:attribute></xsl:if></input>@{WEB_PUBLIC_SEALED}</label>
    <button>@{WEB_COMPANY_SEND}</button>
  </form>
</xsl:template>

<!-- The calculator: a form that works by GET and without scripts -->
<xsl:template name="calculator-input">
  <label for="{@field}"><xsl:value-of select="@name"/><xsl:if test="@label"> (<xsl:value-of select="@label"/>)</xsl:if><xsl:if test="@period"><xsl:value-of select="concat(' ', @period)"/></xsl:if><xsl:if test="@unit != ''"> (<xsl:value-of select="@unit"/>)</xsl:if>
    <xsl:if test="@decides and /*/@asked"><xsl:text> </xsl:text><span class="tag warn">@{WEB_CALCULATOR_DECIDES}</span></xsl:if></label>
  <xsl:choose>
    <xsl:when test="@kind = 'yes-no'"><select id="{@field}" name="{@field}">
      <option value="">@{WEB_CALCULATOR_UNKNOWN}</option>
      <option value="yes"><xsl:if test="@typed = 'yes'"><xsl:attribute name="selected">selected</xsl:attribute></xsl:if>@{WEB_CALCULATOR_YES}</option>
      <option value="no"><xsl:if test="@typed = 'no'"><xsl:attribute name="selected">selected</xsl:attribute></xsl:if>@{WEB_CALCULATOR_NO}</option>
    </select></xsl:when>
    <xsl:otherwise>
      <input id="{@field}" name="{@field}" value="{@typed}">
        <xsl:attribute name="type"><xsl:choose><xsl:when test="@kind = 'date' and not(@wrong)">date</xsl:when><xsl:otherwise>text</xsl:otherwise></xsl:choose></xsl:attribute>
        <xsl:if test="@kind = 'number'"><xsl:attribute name="inputmode">decimal</xsl:attribute></xsl:if>
        <xsl:if test="choices/choice"><xsl:attribute name="list"><xsl:value-of select="@field"/>-choices</xsl:attribute></xsl:if>
        <xsl:if test="@wrong"><xsl:attribute name="aria-invalid">true</xsl:attribute><xsl:attribute name="aria-describedby"><xsl:value-of select="@field"/>-fault</xsl:attribute></xsl:if>
      </input>
      <xsl:if test="choices/choice"><datalist id="{@field}-choices"><xsl:for-each select="choices/choice"><option value="{@value}"/></xsl:for-each></datalist>
        <p class="help"><xsl:for-each select="choices/choice"><xsl:if test="position() != 1"> · </xsl:if><xsl:value-of select="@value"/></xsl:for-each></p></xsl:if>
    </xsl:otherwise>
  </xsl:choose>
  <xsl:if test="@wrong"><p class="field-fault" id="{@field}-fault">@{WEB_CALCULATOR_WRONG}<xsl:if test="@kind = 'yes-no'"> (<xsl:value-of select="@typed"/>)</xsl:if></p></xsl:if>
</xsl:template>

<xsl:template match="calculator" mode="title">@{WEB_CALCULATOR}</xsl:template>
<xsl:template match="/calculator" mode="page">
  <ol class="crumbs"><li><a href="/policies/{@item}"><xsl:value-of select="@name"/></a></li><li>@{WEB_CALCULATOR}</li></ol>
  <h1>@{WEB_CALCULATOR}: <xsl:value-of select="@name"/></h1>
  <div class="columns">
    <form class="wide" method="get" action="/policies/{@item}/calculator#answer">
      <p class="help">@{WEB_CALCULATOR_INTRO}</p>
      <xsl:for-each select="inputs/input"><xsl:call-template name="calculator-input"/></xsl:for-each>
      <button>@{WEB_CALCULATOR_PRESS}</button>
    </form>
    <section class="panel" id="answer" aria-live="polite">
      <h2>@{WEB_CALCULATOR_ANSWER}</h2>
      <xsl:choose>
        <xsl:when test="@status = 'met'"><p class="note good">@{WEB_CALCULATOR_MET}</p></xsl:when>
        <xsl:when test="@status = 'not-met'"><p class="note warn">@{WEB_CALCULATOR_NOT_MET}</p></xsl:when>
        <xsl:otherwise><p class="note">@{WEB_CALCULATOR_POSSIBLE}</p></xsl:otherwise>
      </xsl:choose>
      <xsl:if test="not(@pays)"><p class="quiet">@{WEB_RECOGNITION}</p></xsl:if>
      <xsl:if test="@has_amount">
        <p>@{WEB_CALCULATOR_IF_MET}<xsl:text> </xsl:text><span class="money">
          <xsl:choose>
            <xsl:when test="@is_open">@{WEB_CALCULATOR_AT_LEAST}<xsl:text> </xsl:text><xsl:value-of select="@low"/></xsl:when>
            <xsl:when test="@is_range"><xsl:value-of select="@low"/> – <xsl:value-of select="@high"/></xsl:when>
            <xsl:otherwise><xsl:value-of select="@high"/></xsl:otherwise>
          </xsl:choose> @{WEB_COMPANY_YUAN}</span></p>
        <xsl:if test="@by_budget"><p class="quiet">@{WEB_CALCULATOR_BUDGET}</p></xsl:if>
      </xsl:if>
      <p class="quiet">@{WEB_CALCULATOR_NO_CLAIM} (<xsl:value-of select="@version"/>, <xsl:value-of select="@as_of"/>, <xsl:value-of select="@data_year"/>)</p>
    </section>
  </div>
  <xsl:if test="@asked"><xsl:if test="ways/way"><xsl:call-template name="ways"/></xsl:if><xsl:call-template name="conditions"/></xsl:if>
</xsl:template>

<xsl:template match="open" mode="title">@{WEB_MENU_OPEN}</xsl:template>
<xsl:template match="/open" mode="page">
  <h1>@{WEB_MENU_OPEN}</h1>
  <p>@{WEB_OPEN_INTRO}</p>
  <p class="quiet">@{WEB_OPEN_SAFE}</p>
  <xsl:for-each select="tables/table">
    <h2><xsl:value-of select="@title"/></h2>
    <p class="downloads"><a href="/open/{@name}.csv"><xsl:value-of select="@name"/>.csv</a><a href="/open/{@name}.json"><xsl:value-of select="@name"/>.json</a></p>
    <div class="scroll" tabindex="0"><table>
      <thead><tr><th>@{WEB_OPEN_COLUMN}</th><th>@{WEB_OPEN_KIND}</th><th>@{WEB_OPEN_MEANING}</th></tr></thead>
      <tbody><xsl:for-each select="columns/column"><tr><td><code><xsl:value-of select="@name"/></code></td><td><xsl:call-template name="item-word"><xsl:with-param name="word" select="@kind"/></xsl:call-template></td><td><xsl:value-of select="@meaning"/></td></tr></xsl:for-each></tbody>
    </table></div>
  </xsl:for-each>
  <xsl:call-template name="as-data"/>
</xsl:template>
</xsl:stylesheet>
