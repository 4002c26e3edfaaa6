<?xml version="1.0" encoding="UTF-8"?>
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
<xsl:template match="accounts" mode="title">@{WEB_MENU_ACCOUNTS}</xsl:template>
<xsl:template match="/accounts" mode="page">
  <h1>@{WEB_MENU_ACCOUNTS}</h1>
  <div class="scroll"><table>
    <thead><tr><th>@{WEB_LOGIN_NAME}</th><th>@{WEB_NAME}</th><th>@{WEB_ROLES}</th><th>@{WEB_USCC}</th><th>@{WEB_STATE}</th><th></th></tr></thead>
    <tbody><xsl:for-each select="accounts/account"><tr>
      <td><code><xsl:value-of select="@login"/></code></td><td><xsl:value-of select="@name"/></td><td><xsl:value-of select="@roles"/></td><td><code><xsl:value-of select="@subject"/></code></td>
      <td><xsl:if test="@disabled"><span class="tag bad">@{WEB_DISABLED}</span></xsl:if></td>
      <td><form method="post" action="/accounts"><xsl:call-template name="token"/><input type="hidden" name="login" value="{@login}"/>
        <xsl:choose>
          <xsl:when test="@disabled"><input type="hidden" name="disabled" value="false"/><button class="quiet">@{WEB_ENABLE}</button></xsl:when>
          <xsl:otherwise><input type="hidden" name="disabled" value="true"/><button class="quiet">@{WEB_DISABLE}</button></xsl:otherwise>
        </xsl:choose></form></td>
    </tr></xsl:for-each></tbody>
  </table></div>
</xsl:template>
</xsl:stylesheet>
