<?xml version="1.0" encoding="UTF-8"?>
<!-- The reasons of one decision, as web/page_explanation writes them. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
<!-- What stands in a model: in English where that is known, and always as it is written, which is the law. -->
<xsl:template name="model-text">
  <xsl:param name="written"/>
  <xsl:param name="english"/>
  <xsl:if test="$english"><code><xsl:value-of select="$english"/></code><br/><small class="quiet" lang="zh-CN"><xsl:value-of select="$written"/></small></xsl:if>
  <xsl:if test="not($english)"><code><xsl:value-of select="$written"/></code></xsl:if>
</xsl:template>
<xsl:template name="model-name">
  <xsl:param name="written"/>
  <xsl:param name="english"/>
  <xsl:if test="$english"><xsl:value-of select="$english"/><xsl:text> </xsl:text><small class="quiet" lang="zh-CN"><xsl:value-of select="$written"/></small></xsl:if>
  <xsl:if test="not($english)"><xsl:value-of select="$written"/></xsl:if>
</xsl:template>

<xsl:template name="explanation">
  <xsl:if test="ways/way"><xsl:call-template name="ways"/></xsl:if>
  <xsl:call-template name="reasons"/>
</xsl:template>

<!-- The conditions of one way, with value, threshold and distance. -->
<xsl:template name="gaps">
  <ul><xsl:for-each select="gaps/gap"><li>
      <xsl:call-template name="model-text"><xsl:with-param name="written" select="@condition"/><xsl:with-param name="english" select="@condition_en"/></xsl:call-template>
      <xsl:choose>
        <xsl:when test="@missing or @value = ''"><xsl:text> </xsl:text><span class="tag warn">@{WEB_NOT_ON_FILE}</span></xsl:when>
        <xsl:otherwise>: <xsl:value-of select="@value"/>, @{WEB_NEEDS}<xsl:text> </xsl:text><xsl:value-of select="concat(@comparison, ' ', @threshold)"/></xsl:otherwise>
      </xsl:choose>
      <xsl:if test="@distance != ''"><p>
        <xsl:choose><xsl:when test="@is_less">@{WEB_COMPANY_LESS}</xsl:when><xsl:otherwise>@{WEB_COMPANY_MORE}</xsl:otherwise></xsl:choose>
        <xsl:text> </xsl:text><strong><xsl:value-of select="@distance"/></strong><xsl:text> </xsl:text><xsl:call-template name="model-name"><xsl:with-param name="written" select="@distance_in"/><xsl:with-param name="english" select="@distance_in_en"/></xsl:call-template></p></xsl:if>
      <p class="quiet"><xsl:value-of select="@clause"/></p>
    </li></xsl:for-each></ul>
</xsl:template>
<xsl:template name="ways">
  <h2><xsl:choose><xsl:when test="ways/way[count(gaps/gap) = 1]">@{WEB_COMPANY_NEAR}</xsl:when><xsl:otherwise>@{WEB_WAYS}</xsl:otherwise></xsl:choose></h2>
  <p class="quiet">@{WEB_COMPANY_NEAR_INTRO}</p>
  <xsl:for-each select="ways/way"><section class="panel">
    <h3>@{WEB_WAY}<xsl:text> </xsl:text><xsl:value-of select="position()"/></h3>
    <xsl:call-template name="gaps"/>
  </section></xsl:for-each>
</xsl:template>

<xsl:template name="reasons">
  <xsl:call-template name="conditions"/>
  <xsl:call-template name="facts-used"/>
</xsl:template>
<xsl:template name="conditions">
  <!-- What does not hold comes first; what holds is there to be opened when something does not. -->
  <xsl:variable name="open" select="reasons/reason[@result != 'holds']"/>
  <h2>@{WEB_REASONS}</h2>
  <xsl:if test="$open">
    <xsl:call-template name="condition-rows"><xsl:with-param name="which" select="$open"/></xsl:call-template>
    <xsl:if test="reasons/reason[@result = 'holds']"><details>
      <summary>@{WEB_REASONS_HOLD} (<xsl:value-of select="count(reasons/reason[@result = 'holds'])"/>)</summary>
      <xsl:call-template name="condition-rows"><xsl:with-param name="which" select="reasons/reason[@result = 'holds']"/></xsl:call-template>
    </details></xsl:if>
  </xsl:if>
  <xsl:if test="not($open)"><xsl:call-template name="condition-rows"><xsl:with-param name="which" select="reasons/reason"/></xsl:call-template></xsl:if>
</xsl:template>
<xsl:template name="condition-rows">
  <xsl:param name="which"/>
  <div class="scroll" tabindex="0"><table>
    <thead><tr><th>@{WEB_RESULT}</th><th>@{WEB_CONDITION}</th><th class="number">@{WEB_VALUE}</th><th>@{WEB_THRESHOLD}</th><th>@{WEB_CLAUSE}</th></tr></thead>
    <tbody><xsl:for-each select="$which"><tr>
      <td><xsl:choose>
        <xsl:when test="@result = 'holds'"><span class="tag good">@{WEB_HOLDS}</span></xsl:when>
        <xsl:when test="@result = 'fails'"><span class="tag bad">@{WEB_FAILS}</span></xsl:when>
        <xsl:otherwise><span class="tag warn">@{WEB_UNKNOWN}</span></xsl:otherwise></xsl:choose></td>
      <td><xsl:call-template name="model-text"><xsl:with-param name="written" select="@condition"/><xsl:with-param name="english" select="@condition_en"/></xsl:call-template><p class="quiet"><xsl:call-template name="model-name"><xsl:with-param name="written" select="@decision"/><xsl:with-param name="english" select="@decision_en"/></xsl:call-template></p></td>
      <td class="number"><xsl:value-of select="@value"/></td>
      <td><xsl:value-of select="concat(@comparison, ' ', @threshold)"/></td>
      <td class="quiet"><xsl:value-of select="@clause"/></td>
    </tr></xsl:for-each></tbody>
  </table></div>
</xsl:template>
<xsl:template name="facts-used">
  <h2>@{WEB_FACTS_USED}</h2>
  <div class="scroll" tabindex="0"><table>
    <thead><tr><th>@{WEB_FACT}</th><th>@{WEB_YEAR}</th><th class="number">@{WEB_VALUE}</th><th>@{WEB_STATE}</th></tr></thead>
    <tbody><xsl:for-each select="facts/fact"><tr>
      <td><xsl:call-template name="model-name"><xsl:with-param name="written" select="@name"/><xsl:with-param name="english" select="@name_en"/></xsl:call-template></td><td><xsl:value-of select="@period"/></td>
      <td class="number"><xsl:value-of select="@value"/></td>
      <td><xsl:choose>
        <xsl:when test="@decides"><span class="tag warn">@{WEB_DECIDES}</span></xsl:when>
        <xsl:when test="@conflict"><span class="tag warn">@{WEB_CONFLICT}</span></xsl:when>
        <xsl:when test="not(@present)"><span class="tag">@{WEB_NOT_ON_FILE}</span></xsl:when>
      </xsl:choose>
      <xsl:if test="/company-item and @attribute and not(@present)"><xsl:text> </xsl:text><a href="/company/facts/report?attribute={@attribute}&amp;period={@period}">@{WEB_COMPANY_REPORT_ASK}</a></xsl:if></td>
    </tr></xsl:for-each></tbody>
  </table></div>
</xsl:template>
</xsl:stylesheet>
