<?xml version="1.0" encoding="UTF-8"?>
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
<xsl:template match="company" mode="title">@{WEB_MENU_COMPANY}</xsl:template>
<xsl:template match="/company" mode="page">
  <h1><xsl:value-of select="@name"/></h1>
  <p class="quiet">@{WEB_USCC}<xsl:text> </xsl:text><code><xsl:value-of select="@code"/></code></p>
  <h2>@{WEB_CERTAIN}</h2>
  <p>@{WEB_CERTAIN_INTRO}</p>
  <xsl:call-template name="benefits"><xsl:with-param name="which" select="benefits/benefit[@status = 'met']"/></xsl:call-template>
  <h2>@{WEB_POSSIBLE}</h2>
  <p>@{WEB_POSSIBLE_INTRO}</p>
  <xsl:call-template name="benefits"><xsl:with-param name="which" select="benefits/benefit[@status = 'unknown']"/></xsl:call-template>
  <h2>@{WEB_NOT_MET}</h2>
  <xsl:call-template name="benefits"><xsl:with-param name="which" select="benefits/benefit[@status = 'not-met']"/></xsl:call-template>
  <xsl:call-template name="as-data"/>
</xsl:template>
<xsl:template name="benefits">
  <xsl:param name="which"/>
  <xsl:if test="not($which)"><p class="quiet">@{WEB_NONE_HERE}</p></xsl:if>
  <ul class="cards">
    <xsl:for-each select="$which">
      <li class="{@status}">
        <a href="/company/items/{@item}"><xsl:value-of select="@name"/></a>
        <xsl:if test="@has_amount"><p class="money">¥ <xsl:value-of select="@amount"/></p></xsl:if>
        <xsl:if test="not(@pays)"><p class="quiet">@{WEB_RECOGNITION}</p></xsl:if>
        <xsl:if test="@status = 'met'">
          <p><span class="tag"><xsl:value-of select="@stage_name"/></span>
          <xsl:if test="@notice_to and @stage = 'published'"> @{WEB_NOTICE_UNTIL} <xsl:value-of select="@notice_to"/></xsl:if></p>
          <xsl:for-each select="orders/order"><p><xsl:value-of select="@state"/> · ¥ <xsl:value-of select="@amount"/><xsl:text> </xsl:text><code><xsl:value-of select="@reference"/></code></p></xsl:for-each>
        </xsl:if>
        <xsl:if test="missing/fact">
          <p>@{WEB_MISSING}: <xsl:for-each select="missing/fact"><span class="tag warn"><xsl:value-of select="@name"/><xsl:if test="@period"> <xsl:value-of select="concat(' ', @period)"/></xsl:if></span><xsl:text> </xsl:text></xsl:for-each></p>
        </xsl:if>
        <p><a href="/company/items/{@item}">@{WEB_WHY}</a></p>
      </li>
    </xsl:for-each>
  </ul>
</xsl:template>

<xsl:template match="company-item" mode="title"><xsl:value-of select="@name"/></xsl:template>
<xsl:template match="/company-item" mode="page">
  <h1><xsl:value-of select="@name"/></h1>
  <p><xsl:choose>
    <xsl:when test="@status = 'met'"><span class="tag good">@{WEB_MET}</span></xsl:when>
    <xsl:when test="@status = 'unknown'"><span class="tag warn">@{WEB_UNKNOWN}</span></xsl:when>
    <xsl:otherwise><span class="tag bad">@{WEB_NOT_MET}</span></xsl:otherwise>
  </xsl:choose>
  <xsl:if test="@has_amount"><xsl:text> </xsl:text><span class="money">¥ <xsl:value-of select="@amount"/></span></xsl:if></p>
  <xsl:if test="ways/way">
    <h2>@{WEB_WAYS}</h2>
    <xsl:for-each select="ways/way"><section class="decision">
      <h3>@{WEB_WAY} <xsl:value-of select="position()"/></h3>
      <ul><xsl:for-each select="gaps/gap"><li>
        <code><xsl:value-of select="@condition"/></code>
        <xsl:choose>
          <xsl:when test="@missing"><xsl:text> </xsl:text><span class="tag warn">@{WEB_NOT_ON_FILE}</span></xsl:when>
          <xsl:otherwise>: <xsl:value-of select="@value"/>, @{WEB_NEEDS} <xsl:value-of select="concat(@comparison, ' ', @threshold)"/></xsl:otherwise>
        </xsl:choose>
        <xsl:if test="@distance != ''"> · @{WEB_DISTANCE} <strong><xsl:value-of select="@distance"/></strong><xsl:value-of select="concat(' ', @distance_in)"/></xsl:if>
        <p class="quiet"><xsl:value-of select="@clause"/></p>
      </li></xsl:for-each></ul>
    </section></xsl:for-each>
  </xsl:if>
  <h2>@{WEB_REASONS}</h2>
  <div class="scroll"><table>
    <thead><tr><th></th><th>@{WEB_CONDITION}</th><th class="number">@{WEB_VALUE}</th><th>@{WEB_THRESHOLD}</th><th>@{WEB_CLAUSE}</th></tr></thead>
    <tbody><xsl:for-each select="reasons/reason"><tr>
      <td><xsl:choose>
        <xsl:when test="@result = 'holds'"><span class="tag good" title="@{WEB_HOLDS}">✓</span></xsl:when>
        <xsl:when test="@result = 'fails'"><span class="tag bad" title="@{WEB_FAILS}">✗</span></xsl:when>
        <xsl:otherwise><span class="tag warn" title="@{WEB_UNKNOWN}">?</span></xsl:otherwise></xsl:choose></td>
      <td><code><xsl:value-of select="@condition"/></code><p class="quiet"><xsl:value-of select="@decision"/></p></td>
      <td class="number"><xsl:value-of select="@value"/></td>
      <td><xsl:value-of select="concat(@comparison, ' ', @threshold)"/></td>
      <td class="quiet"><xsl:value-of select="@clause"/></td>
    </tr></xsl:for-each></tbody>
  </table></div>
  <h2>@{WEB_FACTS_USED}</h2>
  <div class="scroll"><table>
    <thead><tr><th>@{WEB_FACT}</th><th>@{WEB_YEAR}</th><th class="number">@{WEB_VALUE}</th><th></th></tr></thead>
    <tbody><xsl:for-each select="facts/fact"><tr>
      <td><xsl:value-of select="@name"/></td><td><xsl:value-of select="@period"/></td>
      <td class="number"><xsl:value-of select="@value"/></td>
      <td><xsl:choose>
        <xsl:when test="@decides"><span class="tag warn">@{WEB_DECIDES}</span></xsl:when>
        <xsl:when test="@conflict"><span class="tag warn">@{WEB_CONFLICT}</span></xsl:when>
        <xsl:when test="not(@present)"><span class="tag">@{WEB_NOT_ON_FILE}</span></xsl:when>
      </xsl:choose></td>
    </tr></xsl:for-each></tbody>
  </table></div>
  <xsl:call-template name="as-data"/>
</xsl:template>

<xsl:template match="company-facts" mode="title">@{WEB_FACTS}</xsl:template>
<xsl:template match="/company-facts" mode="page">
  <h1>@{WEB_FACTS}</h1>
  <p>@{WEB_FACTS_INTRO}</p>
  <div class="scroll"><table>
    <thead><tr><th>@{WEB_FACT}</th><th>@{WEB_YEAR}</th><th class="number">@{WEB_VALUE}</th><th>@{WEB_SOURCE}</th><th>@{WEB_ARRIVED}</th></tr></thead>
    <tbody><xsl:for-each select="facts/fact"><tr>
      <td><xsl:value-of select="@name"/></td><td><xsl:value-of select="@period"/></td>
      <td class="number"><xsl:value-of select="concat(@value, ' ', @unit)"/></td>
      <td><xsl:value-of select="@source"/></td><td><xsl:value-of select="@known"/></td>
    </tr></xsl:for-each></tbody>
  </table></div>
  <xsl:call-template name="as-data"/>
</xsl:template>
</xsl:stylesheet>
