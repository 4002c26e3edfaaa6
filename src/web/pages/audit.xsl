<?xml version="1.0" encoding="UTF-8"?>
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
<xsl:template match="audit" mode="title">@{WEB_MENU_AUDIT}</xsl:template>
<xsl:template match="/audit" mode="page">
  <h1>@{WEB_MENU_AUDIT}</h1>
  <p>@{WEB_HEAD}<xsl:text> </xsl:text><code><xsl:value-of select="@head"/></code></p>
  <h2>@{WEB_LAST_ENTRIES}</h2>
  <div class="scroll"><table>
    <thead><tr><th class="number">@{WEB_SEQUENCE}</th><th>@{WEB_TIME}</th><th>@{WEB_ACTOR}</th><th>@{WEB_ACT}</th><th>@{WEB_REFERENCE}</th></tr></thead>
    <tbody><xsl:for-each select="entries/entry"><xsl:sort select="@sequence" data-type="number" order="descending"/><tr>
      <td class="number"><xsl:value-of select="@sequence"/></td><td><xsl:value-of select="@time"/></td><td><xsl:value-of select="@actor"/></td><td><xsl:value-of select="@act"/></td><td><xsl:value-of select="@reference"/></td>
    </tr></xsl:for-each></tbody>
  </table></div>
</xsl:template>
</xsl:stylesheet>
