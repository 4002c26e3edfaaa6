<?xml version="1.0" encoding="UTF-8"?>
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
<xsl:template match="home" mode="title">@{WEB_MENU_HOME}</xsl:template>
<xsl:template match="home" mode="page">
  <h1>@{WEB_NOTICES}</h1>
  <xsl:if test="not(notices/notice)"><p>@{WEB_NO_NOTICES}</p></xsl:if>
  <xsl:if test="notices/notice">
    <div class="scroll"><table>
      <thead><tr><th>@{WEB_POLICY}</th><th class="number">@{WEB_COMPANIES}</th><th class="number">@{WEB_AMOUNT}</th><th>@{WEB_PERIOD}</th><th>@{WEB_STATE}</th></tr></thead>
      <tbody>
        <xsl:for-each select="notices/notice">
          <xsl:sort select="@list" data-type="number" order="descending"/>
          <tr>
            <td><a href="/notices/{@list}"><xsl:value-of select="@name"/></a></td>
            <td class="number"><xsl:value-of select="@count"/></td>
            <td class="number"><xsl:value-of select="@amount"/></td>
            <td><xsl:value-of select="@from"/> – <xsl:value-of select="@to"/></td>
            <td><xsl:choose><xsl:when test="@open"><span class="tag good">@{WEB_OPEN}</span></xsl:when><xsl:otherwise><span class="tag">@{WEB_CLOSED}</span></xsl:otherwise></xsl:choose></td>
          </tr>
        </xsl:for-each>
      </tbody>
    </table></div>
  </xsl:if>
  <h2>@{WEB_POLICIES}</h2>
  <ul class="cards">
    <xsl:for-each select="policies/policy">
      <li>
        <a href="/policies/{@item}"><xsl:value-of select="@name"/></a>
        <p><xsl:value-of select="@owner"/></p>
        <p><span class="tag"><xsl:value-of select="@kind"/></span><xsl:text> </xsl:text><span class="tag"><xsl:value-of select="@mode"/></span><xsl:text> </xsl:text><span class="tag"><xsl:value-of select="@version"/></span>
        <xsl:if test="not(@in_force)"><xsl:text> </xsl:text><span class="tag bad">@{WEB_NOT_IN_FORCE}</span></xsl:if></p>
      </li>
    </xsl:for-each>
  </ul>
  <xsl:call-template name="as-data"/>
</xsl:template>

<xsl:template match="policy" mode="title"><xsl:value-of select="@name"/></xsl:template>
<xsl:template match="/policy" mode="page">
  <h1><xsl:value-of select="@name"/></h1>
  <dl class="facts">
    <dt>@{WEB_OWNER}</dt><dd><xsl:value-of select="@owner"/></dd>
    <dt>@{WEB_MODE}</dt><dd><xsl:value-of select="@mode"/></dd>
    <dt>@{WEB_VERSION}</dt><dd><xsl:value-of select="@version"/></dd>
    <dt>@{WEB_DOCUMENTS}</dt>
    <dd><xsl:for-each select="documents/document"><p><xsl:value-of select="@title"/><xsl:text> </xsl:text><span class="quiet"><xsl:value-of select="@number"/> · <xsl:value-of select="@issuer"/></span></p></xsl:for-each></dd>
    <dt>@{WEB_FINGERPRINT}</dt><dd><code><xsl:value-of select="@sm3"/></code></dd>
  </dl>
  <h2>@{WEB_RULES}</h2>
  <p>@{WEB_RULES_INTRO}</p>
  <xsl:for-each select="decisions/decision">
    <section class="decision">
      <h3><xsl:value-of select="@name"/></h3>
      <xsl:if test="@clause != ''"><p class="quiet"><xsl:value-of select="@clause"/></p></xsl:if>
      <xsl:if test="@formula"><p><code><xsl:value-of select="@formula"/></code></p></xsl:if>
      <xsl:if test="rules/rule">
        <div class="scroll"><table>
          <thead><tr><th>@{WEB_CONDITION}</th><th>@{WEB_RESULT}</th><th>@{WEB_CLAUSE}</th></tr></thead>
          <tbody><xsl:for-each select="rules/rule"><tr>
            <td><xsl:for-each select="conditions/condition"><p><xsl:value-of select="@of"/>: <code><xsl:value-of select="@is"/></code></p></xsl:for-each></td>
            <td><code><xsl:value-of select="@result"/></code></td>
            <td class="quiet"><xsl:value-of select="@clause"/></td>
          </tr></xsl:for-each></tbody>
        </table></div>
      </xsl:if>
    </section>
  </xsl:for-each>
  <xsl:call-template name="as-data"/>
</xsl:template>

<xsl:template match="notice" mode="title"><xsl:value-of select="@name"/></xsl:template>
<xsl:template match="/notice" mode="page">
  <h1><xsl:value-of select="@name"/></h1>
  <dl class="facts">
    <dt>@{WEB_STATE}</dt><dd><xsl:value-of select="@state"/></dd>
    <xsl:if test="@from"><dt>@{WEB_PERIOD}</dt><dd><xsl:value-of select="@from"/> – <xsl:value-of select="@to"/></dd></xsl:if>
    <dt>@{WEB_COMPANIES}</dt><dd><xsl:value-of select="@count"/></dd>
    <dt>@{WEB_AMOUNT}</dt><dd><xsl:value-of select="@amount"/></dd>
    <dt>@{WEB_FINGERPRINT}</dt><dd><code><xsl:value-of select="@sm3"/></code></dd>
  </dl>
  <div class="scroll"><table>
    <thead><tr><th>@{WEB_COMPANY}</th><th>@{WEB_USCC}</th><th>@{WEB_DISTRICT}</th><th class="number">@{WEB_AMOUNT}</th></tr></thead>
    <tbody><xsl:for-each select="lines/line"><tr>
      <td><xsl:value-of select="@name"/></td><td><code><xsl:value-of select="@code"/></code></td>
      <td><xsl:value-of select="@district"/></td><td class="number"><xsl:value-of select="@amount"/></td>
    </tr></xsl:for-each></tbody>
  </table></div>
  <xsl:call-template name="as-data"/>
</xsl:template>
</xsl:stylesheet>
