<?xml version="1.0" encoding="UTF-8"?>
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
<xsl:template match="accounts" mode="title">@{WEB_MENU_ACCOUNTS}</xsl:template>
<xsl:template match="/accounts" mode="page">
  <h1>@{WEB_MENU_ACCOUNTS}</h1>
  <xsl:if test="proposals/proposal">
    <h2>@{WEB_GRANTS}</h2>
    <p class="quiet">@{WEB_GRANTS_INTRO}</p>
    <div class="scroll stack" tabindex="0"><table>
      <thead><tr><th>@{WEB_LOGIN_NAME}</th><th>@{WEB_GRANT_CONTENT}</th><th>@{WEB_MAKER}</th><th>@{WEB_TIME}</th><th><span class="visually-hidden">@{WEB_ACTIONS}</span></th></tr></thead>
      <tbody><xsl:for-each select="proposals/proposal"><tr>
        <td><code><xsl:value-of select="@login"/></code></td><td><dl class="facts"><xsl:for-each select="fields/field"><dt><xsl:value-of select="@name"/></dt><dd><xsl:value-of select="@value"/></dd></xsl:for-each></dl></td><td data-label="@{WEB_MAKER}"><xsl:value-of select="@maker"/></td><td class="when" data-label="@{WEB_TIME}"><xsl:value-of select="@proposed"/></td>
        <td><xsl:choose>
          <xsl:when test="@waits_for_you"><form method="post" action="/accounts/agree"><xsl:call-template name="token"/>
            <input type="hidden" name="proposal" value="{@id}"/><input type="hidden" name="sm3" value="{@sm3}"/>
            <label for="ground-{@id}">@{WEB_GROUND}</label><input id="ground-{@id}" name="ground"/>
            <div class="actions"><button name="verdict" value="agree">@{WEB_AGREE}</button><button class="second" name="verdict" value="refuse">@{WEB_REFUSE}</button></div></form></xsl:when>
          <xsl:otherwise><span class="tag">@{WEB_WAITS_FOR_ANOTHER}</span></xsl:otherwise>
        </xsl:choose></td>
      </tr></xsl:for-each></tbody>
    </table></div>
  </xsl:if>
  <div class="scroll stack" tabindex="0"><table>
    <thead><tr><th>@{WEB_LOGIN_NAME}</th><th>@{WEB_NAME}</th><th>@{WEB_ROLES}</th><th>@{WEB_DISTRICT}</th><th>@{WEB_USCC}</th><th>@{WEB_STATE}</th><xsl:if test="@may_change"><th><span class="visually-hidden">@{WEB_ACTIONS}</span></th></xsl:if></tr></thead>
    <tbody><xsl:for-each select="accounts/account"><tr>
      <td><code><xsl:value-of select="@login"/></code></td><td data-label="@{WEB_NAME}"><xsl:value-of select="@name"/></td>
      <td data-label="@{WEB_ROLES}"><xsl:for-each select="roles/role"><xsl:if test="position() != 1">, </xsl:if><xsl:value-of select="@name"/></xsl:for-each></td>
      <td><xsl:if test="@district_name != ''"><xsl:attribute name="data-label">@{WEB_DISTRICT}</xsl:attribute><xsl:value-of select="@district_name"/></xsl:if></td>
      <td><xsl:if test="@subject != ''"><xsl:attribute name="data-label">@{WEB_USCC}</xsl:attribute><code><xsl:value-of select="@subject"/></code></xsl:if></td>
      <td data-label="@{WEB_STATE}"><xsl:choose><xsl:when test="@disabled"><span class="tag bad">@{WEB_DISABLED}</span></xsl:when><xsl:otherwise><span class="tag good">@{WEB_ENABLED}</span></xsl:otherwise></xsl:choose></td>
      <xsl:if test="/*/@may_change"><td><div class="actions">
        <form method="post" action="/accounts"><xsl:call-template name="token"/><input type="hidden" name="login" value="{@login}"/>
          <xsl:choose>
            <xsl:when test="@disabled"><input type="hidden" name="disabled" value="false"/><button class="quiet">@{WEB_ENABLE}<span class="visually-hidden"><xsl:text> </xsl:text><xsl:value-of select="@login"/></span></button></xsl:when>
            <xsl:otherwise><input type="hidden" name="disabled" value="true"/><button class="quiet">@{WEB_DISABLE}<span class="visually-hidden"><xsl:text> </xsl:text><xsl:value-of select="@login"/></span></button></xsl:otherwise>
          </xsl:choose></form>
        <form method="post" action="/accounts/reset"><xsl:call-template name="token"/><input type="hidden" name="login" value="{@login}"/><button class="quiet">@{WEB_RESET}<span class="visually-hidden"><xsl:text> </xsl:text><xsl:value-of select="@login"/></span></button></form>
      </div></td></xsl:if>
    </tr></xsl:for-each></tbody>
  </table></div>
  <xsl:if test="@may_change">
    <h2>@{WEB_ACCOUNT_NEW}</h2>
    <form class="wide" method="post" action="/accounts/add">
      <xsl:call-template name="token"/>
      <xsl:call-template name="field"><xsl:with-param name="name">login</xsl:with-param><xsl:with-param name="label">@{WEB_LOGIN_NAME}</xsl:with-param></xsl:call-template>
      <xsl:call-template name="field"><xsl:with-param name="name">name</xsl:with-param><xsl:with-param name="label">@{WEB_NAME}</xsl:with-param></xsl:call-template>
      <fieldset><legend>@{WEB_ROLES}</legend>
        <div class="choices"><xsl:for-each select="roles/role">
          <label><input type="checkbox" name="role" value="{@role}"><xsl:if test="/*/typed/field[@name='role' and @value=current()/@role]"><xsl:attribute name="checked">checked</xsl:attribute></xsl:if></input><xsl:text> </xsl:text><xsl:value-of select="@name"/></label>
        </xsl:for-each></div>
        <p class="help">@{WEB_ROLES_HELP}</p>
        <xsl:call-template name="reason"><xsl:with-param name="name">role</xsl:with-param></xsl:call-template>
      </fieldset>
      <label for="district">@{WEB_DISTRICT}</label>
      <select id="district" name="district"><option value="">@{WEB_WHOLE_CITY}</option>
        <xsl:for-each select="districts/district"><option value="{@code}"><xsl:if test="/*/typed/field[@name='district' and @value=current()/@code]"><xsl:attribute name="selected">selected</xsl:attribute></xsl:if><xsl:value-of select="@name"/></option></xsl:for-each>
      </select>
      <xsl:call-template name="reason"><xsl:with-param name="name">district</xsl:with-param></xsl:call-template>
      <xsl:call-template name="field"><xsl:with-param name="name">company</xsl:with-param><xsl:with-param name="label">@{WEB_USCC}</xsl:with-param><xsl:with-param name="help">@{WEB_USCC_HELP}</xsl:with-param><xsl:with-param name="required" select="false()"/></xsl:call-template>
      <button>@{WEB_ACCOUNT_MAKE}</button>
    </form>
  </xsl:if>
</xsl:template>

<xsl:template match="account-secrets" mode="title">@{WEB_SECRETS}</xsl:template>
<xsl:template match="/account-secrets" mode="page">
  <h1>@{WEB_SECRETS}</h1>
  <p class="note warn">@{WEB_SECRETS_ONCE}</p>
  <dl class="facts">
    <dt>@{WEB_LOGIN_NAME}</dt><dd><code><xsl:value-of select="@login"/></code></dd>
    <dt>@{WEB_PASSWORD}</dt><dd><code><xsl:value-of select="@password"/></code></dd>
    <xsl:if test="@totp"><dt>@{WEB_CODE}</dt><dd><code><xsl:value-of select="@totp"/></code></dd></xsl:if>
  </dl>
  <p>@{WEB_SECRETS_NEXT}</p>
  <p><a href="/accounts">@{WEB_MENU_ACCOUNTS}</a></p>
</xsl:template>

<xsl:template match="sessions" mode="title">@{WEB_MENU_SESSIONS}</xsl:template>
<xsl:template match="/sessions" mode="page">
  <h1>@{WEB_MENU_SESSIONS}</h1>
  <div class="scroll stack" tabindex="0"><table>
    <thead><tr><th>@{WEB_LOGIN_NAME}</th><th>@{WEB_NAME}</th><th>@{WEB_SESSION_BEGAN}</th><th>@{WEB_SESSION_USED}</th><th><span class="visually-hidden">@{WEB_ACTIONS}</span></th></tr></thead>
    <tbody><xsl:for-each select="sessions/session"><tr>
      <td><code><xsl:value-of select="@login"/></code></td><td data-label="@{WEB_NAME}"><xsl:value-of select="@name"/></td><td class="when" data-label="@{WEB_SESSION_BEGAN}"><xsl:value-of select="@created"/></td><td class="when" data-label="@{WEB_SESSION_USED}"><xsl:value-of select="@seen"/></td>
      <td><xsl:choose><xsl:when test="@own"><span class="tag info">@{WEB_SESSION_OWN}</span></xsl:when>
        <xsl:otherwise><form method="post" action="/sessions"><xsl:call-template name="token"/><input type="hidden" name="session" value="{@session}"/><button class="quiet">@{WEB_SESSION_END}<span class="visually-hidden"><xsl:text> </xsl:text><xsl:value-of select="@login"/></span></button></form></xsl:otherwise></xsl:choose></td>
    </tr></xsl:for-each></tbody>
  </table></div>
</xsl:template>

<xsl:template match="system" mode="title">@{WEB_MENU_SYSTEM}</xsl:template>
<xsl:template match="/system" mode="page">
  <h1>@{WEB_MENU_SYSTEM}</h1>
  <dl class="facts">
    <dt>@{WEB_SYSTEM_WRITES}</dt><dd><xsl:choose><xsl:when test="@writes"><span class="tag good">@{WEB_YES}</span></xsl:when><xsl:otherwise><span class="tag bad">@{WEB_NO}</span></xsl:otherwise></xsl:choose></dd>
    <dt>@{WEB_SYSTEM_MEGABYTES}</dt><dd><xsl:value-of select="format-number(@database_bytes div 1048576, '#,##0.0')"/></dd>
    <dt>@{WEB_SYSTEM_BREACHES}</dt><dd><xsl:choose><xsl:when test="@checks_breaches"><span class="tag good">@{WEB_YES}</span></xsl:when><xsl:otherwise><span class="tag warn">@{WEB_SYSTEM_NO_BREACHES}</span></xsl:otherwise></xsl:choose></dd>
    <dt>@{WEB_SYSTEM_SCANNER}</dt><dd><xsl:choose><xsl:when test="@scanner_answers"><span class="tag good">@{WEB_YES}</span></xsl:when><xsl:when test="@scans_uploads"><span class="tag bad">@{WEB_SYSTEM_SCANNER_GONE}</span></xsl:when><xsl:otherwise><span class="tag warn">@{WEB_SYSTEM_NO_SCANNER}</span></xsl:otherwise></xsl:choose></dd>
    <dt>@{WEB_SYSTEM_ENTRIES}</dt><dd><xsl:value-of select="format-number(@entries, '#,##0')"/></dd>
    <dt>@{WEB_HEAD}</dt><dd><code><xsl:value-of select="@head"/></code></dd>
    <dt>@{WEB_SYSTEM_CATALOGUES}</dt><dd><xsl:value-of select="@items"/> / <xsl:value-of select="@attributes"/> / <xsl:value-of select="@areas"/></dd>
  </dl>
  <div class="actions"><form method="post" action="/system/check"><xsl:call-template name="token"/><button class="second">@{WEB_CHECK_DATA}</button></form></div>
  <h2>@{WEB_BACKUPS}</h2>
  <xsl:choose>
    <xsl:when test="@takes_backups"><div class="actions"><form method="post" action="/system/backup"><xsl:call-template name="token"/><button>@{WEB_BACKUP_MAKE}</button></form></div></xsl:when>
    <xsl:otherwise><p>@{WEB_NO_BACKUPS}</p></xsl:otherwise>
  </xsl:choose>
  <xsl:if test="backups/backup"><div class="scroll" tabindex="0"><table>
    <thead><tr><th>@{WEB_FILE}</th><th class="number">@{WEB_BYTES}</th><th>@{WEB_FINGERPRINT}</th></tr></thead>
    <tbody><xsl:for-each select="backups/backup"><tr>
      <td><code><xsl:value-of select="@name"/></code></td><td class="number"><xsl:value-of select="format-number(@bytes, '#,##0')"/></td>
      <td><xsl:choose><xsl:when test="@has_fingerprint"><span class="tag good">@{WEB_YES}</span></xsl:when><xsl:otherwise><span class="tag bad">@{WEB_NO}</span></xsl:otherwise></xsl:choose></td>
    </tr></xsl:for-each></tbody>
  </table></div></xsl:if>
</xsl:template>
</xsl:stylesheet>
