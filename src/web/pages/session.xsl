<?xml version="1.0" encoding="UTF-8"?>
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
<xsl:template match="login" mode="title">@{WEB_LOGIN}</xsl:template>
<!-- What was typed before a session ended goes through the login and is sent after it. -->
<xsl:template match="/login[@resume]" mode="page" priority="2">
  <h1>@{WEB_RESUME}</h1>
  <p>@{WEB_RESUME_INTRO}</p>
  <form method="post" action="{@return_to}">
    <xsl:call-template name="token"/>
    <div class="scroll" tabindex="0"><table>
      <thead><tr><th>@{WEB_FIELD}</th><th>@{WEB_VALUE}</th></tr></thead>
      <tbody><xsl:for-each select="kept/field[not(@unseen)]"><tr><td><xsl:choose><xsl:when test="@label"><xsl:value-of select="@label"/></xsl:when><xsl:otherwise><xsl:value-of select="@name"/></xsl:otherwise></xsl:choose></td>
        <td><xsl:choose>
          <xsl:when test="string-length(@value) &gt; 400"><details><summary><xsl:value-of select="string-length(@value)"/><xsl:text> </xsl:text>@{WEB_CHARACTERS}</summary><pre><xsl:value-of select="@value"/></pre></details></xsl:when>
          <xsl:otherwise><xsl:value-of select="@value"/></xsl:otherwise>
        </xsl:choose><input type="hidden" name="{@name}" value="{@value}"/></td></tr></xsl:for-each></tbody>
    </table></div>
    <xsl:for-each select="kept/field[@unseen]"><input type="hidden" name="{@name}" value="{@value}"/></xsl:for-each>
    <button>@{WEB_RESUME_SEND}</button>
  </form>
  <p><a href="/">@{WEB_BACK}</a></p>
</xsl:template>
<xsl:template match="/login" mode="page">
  <h1>@{WEB_LOGIN}</h1>
  <xsl:choose><xsl:when test="@logged_in"><p>@{WEB_ALREADY}</p></xsl:when><xsl:otherwise><p>@{WEB_LOGIN_INTRO}</p></xsl:otherwise></xsl:choose>
  <form class="narrow" method="post" action="/login">
    <xsl:if test="/*/@form-token"><xsl:call-template name="token"/></xsl:if>
    <xsl:if test="@return_to">
      <input type="hidden" name="return-to" value="{@return_to}"/>
      <xsl:for-each select="kept/field"><input type="hidden" name="kept.{@name}" value="{@value}"/></xsl:for-each>
    </xsl:if>
    <label for="login">@{WEB_LOGIN_NAME}</label>
    <input id="login" name="login" autocomplete="username" required="required" value="{typed/field[@name='login']/@value}"/>
    <label for="password">@{WEB_PASSWORD}</label>
    <input id="password" name="password" type="password" autocomplete="current-password" required="required"/>
    <label for="code">@{WEB_CODE}</label>
    <input id="code" name="code" inputmode="numeric" autocomplete="one-time-code" aria-describedby="code-help"/>
    <p id="code-help" class="quiet">@{WEB_CODE_HELP}</p>
    <button>@{WEB_LOGIN}</button>
  </form>
</xsl:template>
<xsl:template match="password" mode="title">@{WEB_CHANGE_PASSWORD}</xsl:template>
<xsl:template match="/password" mode="page">
  <h1>@{WEB_CHANGE_PASSWORD}</h1>
  <xsl:if test="@must_change"><p>@{WEB_MUST_CHANGE}</p></xsl:if>
  <form class="narrow" method="post" action="/password">
    <xsl:call-template name="token"/>
    <label for="old">@{WEB_OLD_PASSWORD}</label>
    <input id="old" name="old" type="password" autocomplete="current-password" required="required"/>
    <xsl:call-template name="reason"><xsl:with-param name="name">old</xsl:with-param></xsl:call-template>
    <label for="chosen">@{WEB_NEW_PASSWORD}</label>
    <input id="chosen" name="chosen" type="password" autocomplete="new-password" required="required" minlength="12"/>
    <xsl:call-template name="reason"><xsl:with-param name="name">chosen</xsl:with-param></xsl:call-template>
    <label for="again">@{WEB_NEW_AGAIN}</label>
    <input id="again" name="again" type="password" autocomplete="new-password" required="required" minlength="12"/>
    <button>@{WEB_SAVE}</button>
  </form>
  <h2 id="sessions">@{WEB_OWN_SESSIONS}</h2>
  <form method="post" action="/password/sessions" aria-labelledby="sessions">
    <xsl:call-template name="token"/>
    <div class="scroll" tabindex="0"><table>
      <thead><tr><th>@{WEB_SESSION_BEGAN}</th><th>@{WEB_SESSION_USED}</th><th>@{WEB_SESSION_END}</th></tr></thead>
      <tbody><xsl:for-each select="sessions/session"><tr>
        <td class="when"><xsl:value-of select="@created"/></td><td class="when"><xsl:value-of select="@seen"/></td>
        <td><xsl:choose><xsl:when test="@own"><span class="tag info">@{WEB_SESSION_THIS}</span></xsl:when>
          <xsl:otherwise><label><input type="radio" name="session" value="{@session}" required="required"/> @{WEB_SESSION_END}<span class="visually-hidden"> (<xsl:value-of select="@created"/>)</span></label></xsl:otherwise></xsl:choose></td>
      </tr></xsl:for-each></tbody>
    </table></div>
    <xsl:call-template name="reason"><xsl:with-param name="name">session</xsl:with-param></xsl:call-template>
    <xsl:if test="sessions/session[not(@own)]"><div class="narrow">
      <label for="password">@{WEB_PASSWORD}</label>
      <input id="password" name="password" type="password" autocomplete="current-password" required="required"/>
      <xsl:call-template name="reason"><xsl:with-param name="name">password</xsl:with-param></xsl:call-template>
      <button class="second">@{WEB_SESSION_END}</button>
    </div></xsl:if>
  </form>
</xsl:template>
</xsl:stylesheet>
