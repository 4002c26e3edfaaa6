<?xml version="1.0" encoding="UTF-8"?>
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
<!-- Two more fields when the last second factor is too old; nothing otherwise. -->
<xsl:template name="step-up">
  <xsl:if test="/*/@step_up">
    <fieldset>
      <legend>@{WEB_STEP_UP}</legend>
      <p class="help">@{WEB_STEP_UP_HELP}</p>
      <label for="password">@{WEB_PASSWORD}</label>
      <input id="password" name="password" type="password" autocomplete="current-password" required="required"/>
      <label for="code">@{WEB_CODE}</label>
      <input id="code" name="code" inputmode="numeric" autocomplete="one-time-code" pattern="[0-9]{{6}}" maxlength="6" required="required"/>
    </fieldset>
  </xsl:if>
</xsl:template>
<xsl:template name="stage-tag">
  <xsl:param name="stage"/><xsl:param name="name"/>
  <span>
    <xsl:attribute name="class"><xsl:choose>
      <xsl:when test="$stage = 'performed'">tag good</xsl:when>
      <xsl:when test="$stage = 'refused' or $stage = 'void'">tag bad</xsl:when>
      <xsl:when test="$stage = 'checked'">tag info</xsl:when>
      <xsl:otherwise>tag warn</xsl:otherwise>
    </xsl:choose></xsl:attribute>
    <xsl:value-of select="$name"/>
  </span>
</xsl:template>
<xsl:template name="proposal-value">
  <xsl:choose>
    <xsl:when test="@path"><a href="{@path}{@value}"><code><xsl:value-of select="@value"/></code></a></xsl:when>
    <xsl:when test="@code"><code><xsl:value-of select="@value"/></code></xsl:when>
    <xsl:when test="@money"><strong><xsl:value-of select="@value"/></strong><xsl:text> </xsl:text>@{WEB_YUAN}</xsl:when>
    <xsl:otherwise><xsl:value-of select="@value"/></xsl:otherwise>
  </xsl:choose>
  <xsl:if test="@more and @more != @value"><xsl:text> </xsl:text><span class="quiet"><xsl:value-of select="@more"/></span></xsl:if>
</xsl:template>

<xsl:template match="approvals" mode="title">@{WEB_MENU_APPROVALS}</xsl:template>
<xsl:template match="/approvals" mode="page">
  <h1>@{WEB_MENU_APPROVALS}</h1>
  <p class="lead">@{WEB_APPROVALS_LEAD}</p>
  <nav class="tabs" aria-label="@{WEB_MENU_APPROVALS}">
    <a href="/approvals"><xsl:if test="not(@all)"><xsl:attribute name="aria-current">page</xsl:attribute></xsl:if>@{WEB_SHOW_OPEN}</a>
    <a href="/approvals?all=1"><xsl:if test="@all"><xsl:attribute name="aria-current">page</xsl:attribute></xsl:if>@{WEB_SHOW_ALL}</a>
  </nav>
  <h2>@{WEB_WAITS_FOR_YOU} <span class="tag"><xsl:value-of select="count(approvals/approval[@waits])"/></span></h2>
  <xsl:if test="not(approvals/approval[@waits])"><p class="empty">@{WEB_NOTHING_WAITS}</p></xsl:if>
  <ul class="cards">
    <xsl:for-each select="approvals/approval[@waits]">
      <li class="unknown">
        <a href="/approvals/{@proposal}"><xsl:value-of select="@operation_name"/></a>
        <p><xsl:value-of select="@subject"/></p>
        <xsl:for-each select="fields/field[@money]"><p class="money">¥ <xsl:value-of select="@value"/></p></xsl:for-each>
        <xsl:for-each select="fields/field[@key = 'act' or @key = 'company' or @key = 'name' or @key = 'roles' or @key = 'payments' or @key = 'entry' or @key = 'clawback' or @key = 'order' or @key = 'reason' or @key = 'ground']">
          <p><span class="quiet"><xsl:value-of select="@name"/>: </span><xsl:call-template name="proposal-value"/></p>
        </xsl:for-each>
        <p class="quiet">@{WEB_APPROVALS_MAKER} <xsl:value-of select="concat(@maker, ' · ', @proposed)"/></p>
        <xsl:if test="@checker != ''"><p class="quiet">@{WEB_CHECKER} <xsl:value-of select="concat(@checker, ' · ', @checked)"/></p></xsl:if>
      </li>
    </xsl:for-each>
  </ul>
  <h2>@{WEB_WAITS_FOR_OTHERS}</h2>
  <xsl:call-template name="approval-table"><xsl:with-param name="which" select="approvals/approval[not(@waits) and (@stage = 'proposed' or @stage = 'checked')]"/></xsl:call-template>
  <xsl:if test="@all">
    <h2>@{WEB_APPROVALS_CLOSED}</h2>
    <xsl:call-template name="approval-table"><xsl:with-param name="which" select="approvals/approval[not(@stage = 'proposed' or @stage = 'checked')]"/></xsl:call-template>
  </xsl:if>
  <xsl:call-template name="as-data"/>
</xsl:template>
<xsl:template name="approval-table">
  <xsl:param name="which"/>
  <xsl:if test="not($which)"><p class="empty">@{WEB_NOTHING_HERE}</p></xsl:if>
  <xsl:if test="$which">
    <div class="scroll" tabindex="0"><table>
      <thead><tr><th class="number">@{WEB_PROPOSAL}</th><th>@{WEB_WHAT}</th><th>@{WEB_ABOUT}</th><th>@{WEB_STATE}</th><th>@{WEB_APPROVALS_MAKER}</th><th>@{WEB_CHECKER}</th><th>@{WEB_SINCE}</th></tr></thead>
      <tbody><xsl:for-each select="$which"><tr>
        <td class="number"><a href="/approvals/{@proposal}"><xsl:value-of select="@proposal"/></a></td>
        <td><xsl:value-of select="@operation_name"/></td><td><xsl:value-of select="@subject"/></td>
        <td><xsl:call-template name="stage-tag"><xsl:with-param name="stage" select="@stage"/><xsl:with-param name="name" select="@stage_name"/></xsl:call-template></td>
        <td><xsl:value-of select="@maker"/></td><td><xsl:value-of select="@checker"/></td><td class="when"><xsl:value-of select="@proposed"/></td>
      </tr></xsl:for-each></tbody>
    </table></div>
  </xsl:if>
</xsl:template>

<xsl:template match="approval" mode="title">@{WEB_PROPOSAL} <xsl:value-of select="@proposal"/></xsl:template>
<xsl:template match="/approval" mode="page">
  <ol class="crumbs"><li><a href="/approvals">@{WEB_MENU_APPROVALS}</a></li><li><xsl:value-of select="@proposal"/></li></ol>
  <h1><xsl:value-of select="@operation_name"/>: <xsl:value-of select="@subject"/></h1>
  <p><xsl:call-template name="stage-tag"><xsl:with-param name="stage" select="@stage"/><xsl:with-param name="name" select="@stage_name"/></xsl:call-template></p>
  <xsl:if test="@ground != ''"><p class="note warn"><xsl:value-of select="concat(@closer, ' · ', @closed, ' · ', @ground)"/></p></xsl:if>
  <div class="columns">
    <section>
      <h2>@{WEB_CONTENT}</h2>
      <dl class="facts panel">
        <xsl:for-each select="fields/field"><dt><xsl:value-of select="@name"/></dt><dd><xsl:call-template name="proposal-value"/></dd></xsl:for-each>
        <xsl:if test="@content"><dt>@{WEB_CONTENT}</dt><dd><code><xsl:value-of select="@content"/></code></dd></xsl:if>
        <dt>@{WEB_DIGEST}</dt><dd><code><xsl:value-of select="@sm3"/></code></dd>
      </dl>
      <xsl:if test="@is_file"><p><a href="/finance/files/{@subject}">@{WEB_OPEN_FILE}</a></p></xsl:if>
    </section>
    <section>
      <h2>@{WEB_PERSONS}</h2>
      <xsl:call-template name="person-stages"/>
      <xsl:if test="@why_not"><p class="note"><xsl:value-of select="@why_not"/></p></xsl:if>
      <xsl:if test="not(@why_not)">
        <form method="post" action="/approvals/{@proposal}" class="panel">
          <xsl:call-template name="token"/>
          <input type="hidden" name="act" value="approve"/><input type="hidden" name="sm3" value="{@sm3}"/>
          <xsl:call-template name="step-up"/>
          <button>@{WEB_APPROVE}</button>
        </form>
      </xsl:if>
      <xsl:if test="@stage = 'proposed' or @stage = 'checked'">
        <details>
          <xsl:if test="typed/field[@name = 'ground']"><xsl:attribute name="open">open</xsl:attribute></xsl:if>
          <summary><xsl:choose><xsl:when test="@mine">@{WEB_TAKE_BACK}</xsl:when><xsl:otherwise>@{WEB_APPROVALS_REFUSE}</xsl:otherwise></xsl:choose></summary>
          <form method="post" action="/approvals/{@proposal}" class="panel">
            <xsl:call-template name="token"/><input type="hidden" name="act" value="refuse"/>
            <label for="ground">@{WEB_REFUSE_GROUND}</label>
            <textarea id="ground" name="ground" required="required" maxlength="500"><xsl:value-of select="/*/typed/field[@name = 'ground']/@value"/></textarea>
            <button class="danger"><xsl:choose><xsl:when test="@mine">@{WEB_TAKE_BACK}</xsl:when><xsl:otherwise>@{WEB_APPROVALS_REFUSE}</xsl:otherwise></xsl:choose></button>
          </form>
        </details>
      </xsl:if>
    </section>
  </div>
  <xsl:call-template name="as-data"/>
</xsl:template>
<!-- Maker, checker and releaser, in the order of their acts. -->
<xsl:template name="person-stages">
  <ol class="stages">
    <li class="done">@{WEB_APPROVALS_MAKER} <strong><xsl:value-of select="@maker"/></strong><p class="quiet"><xsl:value-of select="@proposed"/></p></li>
    <li>
      <xsl:if test="@checker != ''"><xsl:attribute name="class">done</xsl:attribute></xsl:if>
      <xsl:if test="@stage = 'proposed'"><xsl:attribute name="aria-current">step</xsl:attribute></xsl:if>
      @{WEB_CHECKER} <strong><xsl:value-of select="@checker"/></strong><xsl:if test="@checker = ''"><span class="quiet">@{WEB_STILL_MISSING}</span></xsl:if>
      <p class="quiet"><xsl:value-of select="@checked"/></p>
    </li>
    <xsl:if test="@persons = 3">
      <li>
        <xsl:if test="@performer != ''"><xsl:attribute name="class">done</xsl:attribute></xsl:if>
        <xsl:if test="@stage = 'checked'"><xsl:attribute name="aria-current">step</xsl:attribute></xsl:if>
        @{WEB_RELEASER} <strong><xsl:value-of select="@performer"/></strong><xsl:if test="@performer = ''"><span class="quiet">@{WEB_STILL_MISSING}</span></xsl:if>
        <p class="quiet"><xsl:value-of select="@performed"/></p>
      </li>
    </xsl:if>
  </ol>
</xsl:template>
</xsl:stylesheet>
