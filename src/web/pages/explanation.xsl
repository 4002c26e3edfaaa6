<?xml version="1.0" encoding="UTF-8"?>
<!-- The reasons of one decision, as web/page_explanation writes them. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
<!-- What stands in a model as people read it; where the page has other words, or another language,
     also as it is written, which is the law. -->
<xsl:template name="model-text">
  <xsl:param name="said"/>
  <xsl:param name="written"/>
  <xsl:value-of select="$said"/>
  <xsl:call-template name="as-written"><xsl:with-param name="said" select="$said"/><xsl:with-param name="written" select="$written"/></xsl:call-template>
</xsl:template>
<xsl:template name="as-written">
  <xsl:param name="said"/>
  <xsl:param name="written"/>
  <xsl:if test="$written != $said"><xsl:text> </xsl:text><small class="quiet" lang="zh-CN"><code><xsl:value-of select="$written"/></code></small></xsl:if>
</xsl:template>

<xsl:template name="explanation">
  <xsl:if test="ways/way"><xsl:call-template name="ways"/></xsl:if>
  <xsl:call-template name="reasons"/>
</xsl:template>

<!-- The conditions of one way, with value, threshold and distance. -->
<xsl:template name="gaps">
  <ul class="gaps"><xsl:for-each select="gaps/gap"><li>
      <p><strong><xsl:value-of select="@condition_said"/></strong>
      <xsl:if test="/*/@site-lang = 'en'"><xsl:call-template name="as-written"><xsl:with-param name="said" select="@condition_said"/><xsl:with-param name="written" select="@condition"/></xsl:call-template></xsl:if>
      <xsl:if test="@missing or @value = ''"><xsl:text> </xsl:text><span class="tag warn">@{WEB_NOT_ON_FILE}</span></xsl:if></p>
      <xsl:if test="@reached"><svg class="reach" viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true"><rect class="reached" width="{@reached}" height="1"/></svg></xsl:if>
      <xsl:if test="not(@missing) and @value != ''"><p>@{WEB_NOW_IS}<xsl:text> </xsl:text><xsl:value-of select="@value"/><xsl:if test="@distance != '' and @unit != ''"><xsl:value-of select="concat(' ', @unit)"/></xsl:if>
        <xsl:if test="@distance != ''"> ·
          <xsl:choose><xsl:when test="@is_less">@{WEB_COMPANY_LESS}</xsl:when><xsl:otherwise>@{WEB_COMPANY_MORE}</xsl:otherwise></xsl:choose>
          <xsl:text> </xsl:text><strong><xsl:value-of select="@distance"/></strong><xsl:value-of select="concat(' ', @unit)"/>
          <xsl:if test="@distance_in_said != '' and not(starts-with(@condition_said, concat(@distance_in_said, ' ')))"><span class="quiet"> (<xsl:value-of select="@distance_in_said"/>)</span></xsl:if></xsl:if></p></xsl:if>
      <xsl:if test="not(@clause = following-sibling::gap[1]/@clause)"><p class="quiet" lang="zh-CN"><xsl:value-of select="@clause"/></p></xsl:if>
    </li></xsl:for-each></ul>
</xsl:template>
<xsl:template name="ways">
  <h2><xsl:choose><xsl:when test="ways/way[count(gaps/gap) = 1]">@{WEB_COMPANY_NEAR}</xsl:when><xsl:otherwise>@{WEB_WAYS}</xsl:otherwise></xsl:choose></h2>
  <p class="quiet">@{WEB_COMPANY_NEAR_INTRO}</p>
  <xsl:for-each select="ways/way"><xsl:sort select="count(gaps/gap)" data-type="number"/><xsl:sort select="@reached" data-type="number" order="descending"/><section class="panel">
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
  <div class="scroll stack" tabindex="0"><table>
    <thead><tr><th>@{WEB_CONDITION}</th><th>@{WEB_VALUE}</th><th>@{WEB_RESULT}</th><th>@{WEB_CLAUSE}</th></tr></thead>
    <tbody><xsl:for-each select="$which"><tr>
      <td><xsl:choose>
        <xsl:when test="@is_rule or @condition_said = ''"><xsl:value-of select="@decision_said"/><xsl:if test="@condition_said != ''"><p class="quiet"><xsl:value-of select="@condition_said"/></p></xsl:if></xsl:when>
        <xsl:otherwise><xsl:value-of select="@condition_said"/><xsl:if test="/*/@site-lang = 'en'"><xsl:call-template name="as-written"><xsl:with-param name="said" select="@condition_said"/><xsl:with-param name="written" select="@condition"/></xsl:call-template></xsl:if><p class="quiet"><xsl:value-of select="@decision_said"/></p></xsl:otherwise></xsl:choose></td>
      <td data-label="@{WEB_VALUE}"><xsl:value-of select="@value"/></td>
      <td data-label="@{WEB_RESULT}"><xsl:choose>
        <xsl:when test="@is_rule and @result = 'holds'"><span class="tag">@{WEB_COMPUTED}</span></xsl:when>
        <xsl:when test="@result = 'holds'"><span class="tag good">@{WEB_HOLDS}</span></xsl:when>
        <xsl:when test="@result = 'fails'"><span class="tag bad">@{WEB_FAILS}</span></xsl:when>
        <xsl:otherwise><span class="tag warn">@{WEB_UNKNOWN}</span></xsl:otherwise></xsl:choose></td>
      <td class="quiet" lang="zh-CN"><xsl:value-of select="@clause"/></td>
    </tr></xsl:for-each></tbody>
  </table></div>
</xsl:template>
<xsl:template name="facts-used">
  <h2>@{WEB_FACTS_USED}</h2>
  <xsl:if test="/company-item"><p><a href="/company/facts">@{WEB_COMPANY_SOURCES}</a></p></xsl:if>
  <!-- What is missing stands open; a long list of the rest is there to be opened. -->
  <xsl:variable name="asked" select="facts/fact[@decides or @conflict]"/>
  <xsl:choose>
    <xsl:when test="count(facts/fact) &lt; 13"><xsl:call-template name="fact-rows"><xsl:with-param name="which" select="facts/fact"/></xsl:call-template></xsl:when>
    <xsl:otherwise>
      <xsl:if test="$asked"><xsl:call-template name="fact-rows"><xsl:with-param name="which" select="$asked"/></xsl:call-template></xsl:if>
      <details><summary>@{WEB_FACTS_ALL} (<xsl:value-of select="count(facts/fact)"/>)</summary>
        <xsl:call-template name="fact-rows"><xsl:with-param name="which" select="facts/fact"/></xsl:call-template></details>
    </xsl:otherwise>
  </xsl:choose>
</xsl:template>
<xsl:template name="fact-rows">
  <xsl:param name="which"/>
  <div class="scroll" tabindex="0"><table>
    <thead><tr><th>@{WEB_FACT}</th><th>@{WEB_YEAR}</th><th class="number">@{WEB_VALUE}</th><th>@{WEB_STATE}</th></tr></thead>
    <tbody><xsl:for-each select="$which"><tr>
      <td><xsl:value-of select="@label"/></td><td><xsl:value-of select="@period"/></td>
      <td class="number"><xsl:value-of select="@value"/><xsl:if test="@unit != ''"><xsl:value-of select="concat(' ', @unit)"/></xsl:if></td>
      <td><xsl:choose>
        <xsl:when test="@decides"><span class="tag warn">@{WEB_DECIDES}</span></xsl:when>
        <xsl:when test="@conflict"><span class="tag warn">@{WEB_CONFLICT}</span></xsl:when>
        <xsl:when test="not(@present)"><span class="tag">@{WEB_NOT_ON_FILE}</span></xsl:when>
      </xsl:choose>
      <xsl:if test="/company-item and @attribute and not(@present)"><xsl:text> </xsl:text><a href="/company/facts/report?attribute={@attribute}&amp;period={@period}">@{WEB_COMPANY_REPORT_ASK}<span class="visually-hidden"><xsl:text> </xsl:text><xsl:value-of select="@label"/></span></a></xsl:if></td>
    </tr></xsl:for-each></tbody>
  </table></div>
</xsl:template>
</xsl:stylesheet>
