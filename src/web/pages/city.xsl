<?xml version="1.0" encoding="UTF-8"?>
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
<xsl:template match="city" mode="title">@{WEB_CITY}</xsl:template>
<xsl:template match="/city" mode="page">
  <h1>@{WEB_CITY}</h1>
  <dl class="figures">
    <div><dt>@{WEB_AMOUNT}</dt><dd><xsl:value-of select="total/@amount"/></dd></div>
    <div><dt>@{WEB_MET}</dt><dd><xsl:value-of select="total/@met"/></dd></div>
    <div><dt>@{WEB_UNKNOWN}</dt><dd><xsl:value-of select="total/@unknown"/></dd></div>
    <div><dt>@{WEB_EXCEPTIONS}</dt><dd><xsl:value-of select="@exceptions"/></dd></div>
  </dl>
  <h2>@{WEB_BY_DISTRICT}</h2>
  <div class="scroll"><table>
    <thead><tr><th>@{WEB_DISTRICT}</th><th></th><th class="number">@{WEB_AMOUNT}</th><th class="number">@{WEB_MET}</th><th class="number">@{WEB_UNKNOWN}</th></tr></thead>
    <tbody><xsl:for-each select="districts/district"><tr>
      <td><xsl:value-of select="@name"/></td>
      <td class="bar"><svg viewBox="0 0 1000 40" preserveAspectRatio="none" aria-hidden="true"><rect width="{@bar}" height="40"/></svg></td>
      <td class="number"><xsl:value-of select="@amount"/></td><td class="number"><xsl:value-of select="@met"/></td><td class="number"><xsl:value-of select="@unknown"/></td>
    </tr></xsl:for-each></tbody>
  </table></div>
  <h2>@{WEB_BY_ITEM}</h2>
  <div class="scroll"><table>
    <thead><tr><th>@{WEB_POLICY}</th><th class="number">@{WEB_MET}</th><th class="number">@{WEB_NOT_MET}</th><th class="number">@{WEB_UNKNOWN}</th><th class="number">@{WEB_AMOUNT}</th><th>@{WEB_STATE}</th></tr></thead>
    <tbody><xsl:for-each select="lists/list"><tr>
      <td><a href="/lists/{@list}"><xsl:value-of select="@name"/></a></td>
      <td class="number"><xsl:value-of select="@met"/></td><td class="number"><xsl:value-of select="@not_met"/></td>
      <td class="number"><xsl:value-of select="@unknown"/></td><td class="number"><xsl:value-of select="@amount"/></td>
      <td><span class="tag"><xsl:value-of select="@state_name"/></span></td>
    </tr></xsl:for-each></tbody>
  </table></div>
  <h2>@{WEB_BUDGET}</h2>
  <div class="scroll"><table>
    <thead><tr><th>@{WEB_BUDGET_LINE}</th><th>@{WEB_YEAR}</th><th class="number">@{WEB_RECEIVED}</th><th class="number">@{WEB_ALLOTTED}</th><th class="number">@{WEB_RESERVED}</th><th class="number">@{WEB_PAID}</th><th class="number">@{WEB_AVAILABLE}</th></tr></thead>
    <tbody><xsl:for-each select="budget/line"><tr>
      <td><code><xsl:value-of select="@line"/></code></td><td><xsl:value-of select="@year"/></td>
      <td class="number"><xsl:value-of select="@received"/></td><td class="number"><xsl:value-of select="@allotted"/></td><td class="number"><xsl:value-of select="@reserved"/></td><td class="number"><xsl:value-of select="@paid"/></td><td class="number"><xsl:value-of select="@available"/></td>
    </tr></xsl:for-each></tbody>
  </table></div>
  <h2>@{WEB_ORDERS}</h2>
  <div class="scroll"><table>
    <thead><tr><th>@{WEB_STATE}</th><th class="number">@{WEB_COUNT}</th><th class="number">@{WEB_AMOUNT}</th></tr></thead>
    <tbody><xsl:for-each select="orders/state"><tr><td><xsl:value-of select="@name"/></td><td class="number"><xsl:value-of select="@count"/></td><td class="number"><xsl:value-of select="@amount"/></td></tr></xsl:for-each></tbody>
  </table></div>
  <xsl:call-template name="as-data"/>
</xsl:template>
</xsl:stylesheet>
