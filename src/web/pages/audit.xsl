<?xml version="1.0" encoding="UTF-8"?>
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
<xsl:template name="audit-tabs">
  <xsl:param name="at"/>
  <nav class="tabs" aria-label="@{WEB_MENU_AUDIT}">
    <a href="/audit"><xsl:if test="$at = 'chain'"><xsl:attribute name="aria-current">page</xsl:attribute></xsl:if>@{WEB_AUDIT_CHAIN}</a>
    <a href="/audit/looks"><xsl:if test="$at = 'looks'"><xsl:attribute name="aria-current">page</xsl:attribute></xsl:if>@{WEB_AUDIT_LOOKS}</a>
    <xsl:if test="/*/@may_replay or $at = 'draws'"><a href="/audit/draws"><xsl:if test="$at = 'draws'"><xsl:attribute name="aria-current">page</xsl:attribute></xsl:if>@{WEB_AUDIT_DRAWS}</a></xsl:if>
  </nav>
</xsl:template>
<!-- The question again, as fields that are not seen: for the next page and for the file. -->
<xsl:template name="audit-question">
  <input type="hidden" name="person" value="{/*/@person}"/><input type="hidden" name="about" value="{/*/@about}"/><input type="hidden" name="act" value="{/*/@asked_act}"/><input type="hidden" name="from" value="{/*/@from}"/><input type="hidden" name="to" value="{/*/@to}"/>
</xsl:template>
<xsl:template name="act-name"><xsl:choose><xsl:when test="@act_name"><xsl:value-of select="@act_name"/></xsl:when><xsl:otherwise><code><xsl:value-of select="@act"/></code></xsl:otherwise></xsl:choose></xsl:template>
<xsl:template name="audit-search">
  <xsl:param name="action"/><xsl:param name="file"/><xsl:param name="about"/><xsl:param name="with-act"/>
  <form class="filters" method="get" action="{$action}" role="search">
    <div><label for="person">@{WEB_AUDIT_PERSON}</label><input id="person" name="person" value="{/*/@person}"/></div>
    <div><label for="about"><xsl:value-of select="$about"/></label><input id="about" name="about" value="{/*/@about}"/></div>
    <xsl:if test="$with-act"><div><label for="act">@{WEB_ACT}</label><select id="act" name="act"><option value="">@{WEB_ACT_ANY}</option><xsl:for-each select="/*/acts/act"><option value="{@word}"><xsl:if test="@word = /*/@asked_act"><xsl:attribute name="selected">selected</xsl:attribute></xsl:if><xsl:value-of select="@name"/></option></xsl:for-each></select></div></xsl:if>
    <div><label for="from">@{WEB_AUDIT_FROM}</label><input id="from" name="from" type="date" value="{/*/@from}"/></div>
    <div><label for="to">@{WEB_AUDIT_TO}</label><input id="to" name="to" type="date" value="{/*/@to}"/></div>
    <button>@{WEB_AUDIT_SEARCH}</button>
  </form>
  <form class="actions" method="get" action="/audit/files/{$file}"><xsl:call-template name="audit-question"/><button class="quiet">@{WEB_CITY_CSV}</button></form>
</xsl:template>
<xsl:template name="audit-next">
  <xsl:param name="action"/>
  <xsl:if test="@below"><form class="actions" method="get" action="{$action}"><xsl:call-template name="audit-question"/><input type="hidden" name="below" value="{@below}"/><button class="second">@{WEB_CITY_NEXT}</button></form></xsl:if>
</xsl:template>

<!-- A digest of 64 digits is for the page of the entry. -->
<xsl:template name="short-reference"><xsl:choose>
  <xsl:when test="string-length(@reference) &gt; 48 and not(contains(@reference, ' '))"><code><xsl:value-of select="substring(@reference, 1, 16)"/>…</code></xsl:when>
  <xsl:otherwise><xsl:value-of select="@reference"/></xsl:otherwise></xsl:choose></xsl:template>
<xsl:template match="audit" mode="title">@{WEB_MENU_AUDIT}</xsl:template>
<xsl:template match="/audit" mode="page">
  <h1>@{WEB_MENU_AUDIT}</h1>
  <xsl:call-template name="audit-tabs"><xsl:with-param name="at">chain</xsl:with-param></xsl:call-template>
  <xsl:call-template name="fault"/>
  <p>@{WEB_HEAD}<xsl:text> </xsl:text><code><xsl:value-of select="@head"/></code></p>
  <p class="quiet">@{WEB_AUDIT_HEAD_NOTE}</p>
  <div class="columns">
    <form class="panel" method="post" action="/audit/verify">
      <h2>@{WEB_AUDIT_VERIFY}</h2>
      <p class="help">@{WEB_AUDIT_VERIFY_NOTE}</p>
      <xsl:call-template name="token"/>
      <xsl:call-template name="field"><xsl:with-param name="name">checkpoint</xsl:with-param><xsl:with-param name="label">@{WEB_AUDIT_CHECKPOINT}</xsl:with-param><xsl:with-param name="help">@{WEB_AUDIT_CHECKPOINT_HELP}</xsl:with-param><xsl:with-param name="required" select="false()"/></xsl:call-template>
      <button>@{WEB_AUDIT_VERIFY_NOW}</button>
    </form>
    <xsl:if test="@may_replay and runs/run"><form class="panel" method="post" action="/audit/replay">
      <h2>@{WEB_AUDIT_REPLAY}</h2>
      <p class="help">@{WEB_AUDIT_REPLAY_NOTE}</p>
      <xsl:call-template name="token"/>
      <label for="list">@{WEB_AUDIT_RUN}</label>
      <select id="list" name="list"><xsl:for-each select="runs/run"><option value="{@list}"><xsl:value-of select="concat(@list, ' · ', @name)"/></option></xsl:for-each></select>
      <button>@{WEB_AUDIT_REPLAY_NOW}</button>
    </form></xsl:if>
  </div>
  <h2>@{WEB_AUDIT_WHO_DID}</h2>
  <xsl:call-template name="audit-search"><xsl:with-param name="action">/audit</xsl:with-param><xsl:with-param name="file">entries</xsl:with-param><xsl:with-param name="about">@{WEB_AUDIT_ABOUT}</xsl:with-param><xsl:with-param name="with-act" select="true()"/></xsl:call-template>
  <xsl:if test="not(entries/entry)"><p class="empty">@{WEB_NONE_HERE}</p></xsl:if>
  <xsl:if test="entries/entry"><div class="scroll stack" tabindex="0"><table>
    <thead><tr><th class="number">@{WEB_SEQUENCE}</th><th>@{WEB_TIME}</th><th>@{WEB_ACTOR}</th><th>@{WEB_ACT}</th><th>@{WEB_REFERENCE}</th></tr></thead>
    <tbody><xsl:for-each select="entries/entry"><tr>
      <td class="number"><a href="/audit/entries/{@sequence}"><xsl:value-of select="@sequence"/></a></td><td class="when"><xsl:value-of select="@time"/></td><td><xsl:choose><xsl:when test="@actor != ''"><xsl:value-of select="@actor"/></xsl:when><xsl:otherwise><xsl:value-of select="@reference"/></xsl:otherwise></xsl:choose></td><td><xsl:call-template name="act-name"/></td><td><xsl:call-template name="short-reference"/></td>
    </tr></xsl:for-each></tbody>
  </table></div></xsl:if>
  <xsl:call-template name="audit-next"><xsl:with-param name="action">/audit</xsl:with-param></xsl:call-template>
  <xsl:call-template name="as-data"/>
</xsl:template>

<xsl:template match="audit-looks" mode="title">@{WEB_AUDIT_LOOKS}</xsl:template>
<xsl:template match="/audit-looks" mode="page">
  <h1>@{WEB_AUDIT_LOOKS}</h1>
  <xsl:call-template name="audit-tabs"><xsl:with-param name="at">looks</xsl:with-param></xsl:call-template>
  <p class="quiet">@{WEB_AUDIT_LOOKS_NOTE}</p>
  <xsl:call-template name="audit-search"><xsl:with-param name="action">/audit/looks</xsl:with-param><xsl:with-param name="file">looks</xsl:with-param><xsl:with-param name="about">@{WEB_USCC}</xsl:with-param></xsl:call-template>
  <xsl:if test="not(looks/look)"><p class="empty">@{WEB_NONE_HERE}</p></xsl:if>
  <xsl:if test="looks/look"><div class="scroll stack" tabindex="0"><table>
    <thead><tr><th class="number">@{WEB_SEQUENCE}</th><th>@{WEB_TIME}</th><th>@{WEB_ACTOR}</th><th>@{WEB_COMPANY}</th><th>@{WEB_AUDIT_PAGE}</th></tr></thead>
    <tbody><xsl:for-each select="looks/look"><tr>
      <td class="number"><xsl:value-of select="@number"/></td><td class="when"><xsl:value-of select="@time"/></td><td><xsl:value-of select="@person"/></td><td><code><xsl:value-of select="@company"/></code></td><td><code><xsl:value-of select="@path"/></code></td>
    </tr></xsl:for-each></tbody>
  </table></div></xsl:if>
  <xsl:call-template name="audit-next"><xsl:with-param name="action">/audit/looks</xsl:with-param></xsl:call-template>
  <xsl:call-template name="as-data"/>
</xsl:template>

<xsl:template match="audit-entry" mode="title">@{WEB_AUDIT_ENTRY}</xsl:template>
<xsl:template match="/audit-entry" mode="page">
  <ol class="crumbs"><li><a href="/audit">@{WEB_MENU_AUDIT}</a></li><li><xsl:value-of select="@sequence"/></li></ol>
  <h1>@{WEB_AUDIT_ENTRY}<xsl:text> </xsl:text><xsl:value-of select="@sequence"/></h1>
  <xsl:if test="@act = 'audit-verify'"><p class="note good" role="status">@{WEB_AUDIT_SOUND}</p></xsl:if>
  <xsl:if test="@act = 'audit-replay' and members/member[@name='identical']/@value = 'true'"><p class="note good" role="status">@{WEB_AUDIT_IDENTICAL}</p></xsl:if>
  <xsl:if test="@act = 'audit-replay' and members/member[@name='identical']/@value = 'false'"><p class="fault" role="alert">@{WEB_AUDIT_DIFFERENT}</p></xsl:if>
  <dl class="facts">
    <dt>@{WEB_TIME}</dt><dd><xsl:value-of select="@time"/></dd>
    <dt>@{WEB_ACTOR}</dt><dd><xsl:value-of select="@actor"/></dd>
    <dt>@{WEB_ACT}</dt><dd><xsl:call-template name="act-name"/><xsl:text> </xsl:text><code><xsl:value-of select="@act"/></code></dd>
    <dt>@{WEB_REFERENCE}</dt><dd><xsl:value-of select="@reference"/></dd>
    <xsl:for-each select="members/member"><dt><xsl:value-of select="@name"/></dt><dd><code><xsl:value-of select="@value"/></code></dd></xsl:for-each>
    <dt>@{WEB_FINGERPRINT}</dt><dd><code><xsl:value-of select="@sm3"/></code></dd>
    <dt>@{WEB_AUDIT_PREVIOUS}</dt><dd><code><xsl:value-of select="@previous_sm3"/></code></dd>
  </dl>
  <details><summary>@{WEB_AUDIT_PAYLOAD}</summary><pre><code><xsl:value-of select="@payload"/></code></pre></details>
  <xsl:call-template name="as-data"/>
</xsl:template>

<xsl:template match="audit-draws" mode="title">@{WEB_AUDIT_DRAWS}</xsl:template>
<xsl:template match="/audit-draws" mode="page">
  <h1>@{WEB_AUDIT_DRAWS}</h1>
  <xsl:call-template name="audit-tabs"><xsl:with-param name="at">draws</xsl:with-param></xsl:call-template>
  <p class="quiet">@{WEB_AUDIT_DRAWS_NOTE}</p>
  <xsl:call-template name="fault"/>
  <form class="wide" method="post" action="/audit/draws">
    <xsl:call-template name="token"/>
    <label for="list">@{WEB_AUDIT_RUN}</label>
    <select id="list" name="list"><xsl:for-each select="runs/run"><option value="{@list}"><xsl:if test="/*/typed/field[@name='list']/@value = @list"><xsl:attribute name="selected">selected</xsl:attribute></xsl:if><xsl:value-of select="concat(@list, ' · ', @name)"/></option></xsl:for-each></select>
    <label for="district">@{WEB_DISTRICT}</label>
    <select id="district" name="district"><option value="">@{WEB_AUDIT_ANYWHERE}</option><xsl:for-each select="districts/district"><option value="{@code}"><xsl:if test="/*/typed/field[@name='district']/@value = @code"><xsl:attribute name="selected">selected</xsl:attribute></xsl:if><xsl:value-of select="@name"/></option></xsl:for-each></select>
    <label><input type="checkbox" name="all" value="true"><xsl:if test="/*/typed/field[@name='all']"><xsl:attribute name="checked">checked</xsl:attribute></xsl:if></input>@{WEB_AUDIT_ALL_DECIDED}</label>
    <xsl:call-template name="field"><xsl:with-param name="name">companies</xsl:with-param><xsl:with-param name="label">@{WEB_AUDIT_COMPANIES}</xsl:with-param><xsl:with-param name="type">number</xsl:with-param><xsl:with-param name="value">10</xsl:with-param></xsl:call-template>
    <xsl:call-template name="field"><xsl:with-param name="name">each</xsl:with-param><xsl:with-param name="label">@{WEB_AUDIT_EACH}</xsl:with-param><xsl:with-param name="type">number</xsl:with-param><xsl:with-param name="value">2</xsl:with-param></xsl:call-template>
    <label for="inspectors">@{WEB_AUDIT_INSPECTORS}</label>
    <textarea id="inspectors" name="inspectors" required="required" aria-describedby="inspectors-help"><xsl:value-of select="/*/typed/field[@name='inspectors']/@value"/></textarea>
    <p id="inspectors-help" class="help">@{WEB_AUDIT_INSPECTORS_HELP}</p>
    <button>@{WEB_AUDIT_DRAW_NOW}</button>
  </form>
  <h2>@{WEB_AUDIT_DRAWN}</h2>
  <xsl:if test="not(draws/draw)"><p class="empty">@{WEB_NONE_HERE}</p></xsl:if>
  <xsl:if test="draws/draw"><div class="scroll" tabindex="0"><table>
    <thead><tr><th class="number">@{WEB_SEQUENCE}</th><th>@{WEB_TIME}</th><th>@{WEB_ACTOR}</th><th>@{WEB_REFERENCE}</th></tr></thead>
    <tbody><xsl:for-each select="draws/draw"><tr><td class="number"><a href="/audit/draws/{@entry}"><xsl:value-of select="@entry"/></a></td><td class="when"><xsl:value-of select="@time"/></td><td><xsl:value-of select="@actor"/></td><td><xsl:value-of select="@reference"/></td></tr></xsl:for-each></tbody>
  </table></div></xsl:if>
  <xsl:call-template name="as-data"/>
</xsl:template>

<xsl:template match="audit-draw" mode="title">@{WEB_AUDIT_DRAW}</xsl:template>
<xsl:template match="/audit-draw" mode="page">
  <ol class="crumbs"><li><a href="/audit/draws">@{WEB_AUDIT_DRAWS}</a></li><li><xsl:value-of select="@entry"/></li></ol>
  <h1>@{WEB_AUDIT_DRAW}<xsl:text> </xsl:text><xsl:value-of select="@entry"/></h1>
  <xsl:choose>
    <xsl:when test="@recorded"><p class="note good" role="status">@{WEB_AUDIT_DRAWN_AGAIN}</p></xsl:when>
    <xsl:otherwise><p class="note warn" role="status">@{WEB_AUDIT_NOT_RECORDED}</p></xsl:otherwise>
  </xsl:choose>
  <dl class="facts">
    <dt>@{WEB_AUDIT_RUN}</dt><dd><a href="/lists/{@list}"><xsl:value-of select="concat(@list, ' · ', @name)"/></a></dd>
    <dt>@{WEB_AUDIT_POPULATION}</dt><dd><xsl:value-of select="format-number(@population, '#,##0')"/><xsl:if test="@district"> · <xsl:value-of select="@district"/></xsl:if> · <xsl:choose><xsl:when test="@only_met">@{WEB_MET}</xsl:when><xsl:otherwise>@{WEB_AUDIT_ALL_DECIDED}</xsl:otherwise></xsl:choose></dd>
    <dt>@{WEB_AUDIT_POPULATION} SM3</dt><dd><code><xsl:value-of select="@population_sm3"/></code></dd>
    <dt>@{WEB_AUDIT_SEED}</dt><dd><code><xsl:value-of select="@seed"/></code></dd>
    <dt>@{WEB_TIME}</dt><dd><xsl:value-of select="@time"/> · <xsl:value-of select="@actor"/></dd>
    <dt>@{WEB_AUDIT_ENTRIES}</dt><dd><a href="/audit/entries/{@entry}"><xsl:value-of select="@entry"/></a><xsl:if test="@recorded">, <a href="/audit/entries/{@result_entry}"><xsl:value-of select="@result_entry"/></a></xsl:if></dd>
    <dt>@{WEB_AUDIT_COMMAND}</dt><dd><code>sudui audit redraw <xsl:value-of select="@entry"/></code></dd>
  </dl>
  <div class="scroll" tabindex="0"><table>
    <thead><tr><th class="number">@{WEB_SEQUENCE}</th><th>@{WEB_COMPANY}</th><th>@{WEB_USCC}</th><th>@{WEB_AUDIT_INSPECTORS}</th></tr></thead>
    <tbody><xsl:for-each select="companies/company"><tr><td class="number"><xsl:value-of select="@place"/></td><td><a href="/lists/{/*/@list}/{@code}"><xsl:value-of select="@name"/></a></td><td><code><xsl:value-of select="@code"/></code></td><td><xsl:for-each select="inspectors/inspector"><xsl:if test="position() &gt; 1">, </xsl:if><xsl:value-of select="@name"/></xsl:for-each></td></tr></xsl:for-each></tbody>
  </table></div>
  <p class="downloads"><a href="/audit/draws/{@entry}/file">@{WEB_CITY_CSV}</a></p>
  <xsl:call-template name="as-data"/>
</xsl:template>
</xsl:stylesheet>
